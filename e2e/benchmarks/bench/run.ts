// npm run bench -- --help: Postern beside a plain node:http server, an empty Next app and, when they are asked for, other
// services for the same purpose. docs/measurements.md says how to run it and what each server does. Linux: it reads /proc.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type PostgresServer, startPostgres } from '../../fixtures/postgres';
import { measureBcryptLimit } from './bcrypt-limit';
import { factsOf } from './facts';
import { launch, projectDir } from './launch';
import { type Options, parseOptions, USAGE } from './options';
import { ratioTable } from './ratios';
import { type Column, toMarkdown } from './report';
import { MACHINE, type Sample } from './samples';
import { type BenchServer, createServers, NotInstalledError } from './servers';
import { toSvg } from './svg-plot';
import { takeTurn } from './turn';

const BCRYPT_SECONDS = 4;
const FAULTS_SHOWN = 20;

const samples: Sample[] = [];
const faults: string[] = [];

if (process.argv.includes('--help')) process.stdout.write(USAGE);
else await main();

async function main(): Promise<void> {
  const options = readOptions();
  const startedAt = new Date();
  const postgres = await startPostgres();
  const columns: Column[] = [];
  const report = () => writeReports(options, columns, startedAt);
  endOnSignal(postgres, report);
  try {
    const servers = await createServers(options, postgres);
    for (const server of servers) columns.push(await prepare(server));
    const ready = servers.filter(({ name }) => columns.some((column) => column.name === name && column.isInstalled));
    for (let round = 1; round <= options.rounds; round += 1) await runRound(round, ready, options, postgres);
    report();
  } finally {
    await postgres.remove();
  }
  reportFaults();
}

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Installs, builds and starts a server once: what is measured is a later start. */
async function prepare(server: BenchServer): Promise<Column> {
  const { name, label } = server;
  try {
    progress(`${label}: preparing`);
    await server.prepare();
    await (await launch(server, { rotates: false })).stop();
    return { name, label, isInstalled: true };
  } catch (error) {
    if (!(error instanceof NotInstalledError)) faults.push(`${label}: ${error}`);
    return { name, label, isInstalled: false };
  }
}

/** In one order and then in the other, so that none profits from what the machine does meanwhile. */
async function runRound(round: number, servers: readonly BenchServer[], options: Options, { pid }: PostgresServer) {
  const limit = await measureBcryptLimit(BCRYPT_SECONDS);
  samples.push({ server: MACHINE, figure: 'bcrypt', value: limit });
  progress(`round ${round} of ${options.rounds}: the machine makes ${limit.toFixed(1)} hashes/s`);
  for (const server of round % 2 === 1 ? servers : [...servers].reverse()) {
    const { name, label } = server;
    await takeTurn(server, {
      options,
      databasePid: pid,
      record: (figure, value) => samples.push({ server: name, figure, value }),
      recordFaults: (found) => faults.push(...found.map((fault) => `${label}: ${fault}`)),
      progress: (text) => progress(`round ${round} of ${options.rounds}, ${label}: ${text}`),
    }).catch((error) => faults.push(`${label}: ${error}`));
  }
}

function progress(text: string): void {
  process.stderr.write(`bench  ${new Date().toISOString().slice(11, 19)}  ${text}\n`);
}

function writeReports({ rounds, connections, out, plot }: Options, columns: readonly Column[], startedAt: Date): void {
  const facts = factsOf(startedAt, rounds);
  const report = toMarkdown(facts, ratioTable(samples), samples, columns, connections);
  process.stdout.write(report);
  if (out !== null) {
    mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
    writeFileSync(out, report);
  }
  if (plot) writeFileSync(path.join(projectDir, 'docs', 'bench.svg'), toSvg(samples, columns, facts));
}

/** A response that is not as expected fails the run: what was measured is then something else. */
function reportFaults(): void {
  if (faults.length === 0) return;
  for (const fault of faults.slice(0, FAULTS_SHOWN)) process.stderr.write(`FAULT  ${fault}\n`);
  process.stderr.write(`${faults.length} faults\n`);
  process.exitCode = 1;
}

/**
 * Reports what was measured so far, since a run takes up to an hour. The servers end with this process by themselves;
 * the files of PostgreSQL would stay.
 */
function endOnSignal(postgres: PostgresServer, report: () => void): void {
  const stop = () => {
    if (samples.length > 0) report();
    reportFaults();
    postgres.remove().finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
}
