// The steps before the program itself. Each is skipped while what it depends on has not changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compile, programArgs } from './compile.mjs';
import { precompress } from './precompress.mjs';
import { withoutSettings } from './setting-names.mjs';

export const projectDir = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Ends the start: the message is one line that says what to do. */
export class StepError extends Error {}

/**
 * Runs what a script does; a step that fails ends it with the line that says what to do.
 * @param {() => Promise<void>} script
 */
export async function main(script) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  try {
    if (major < 20 || (major === 20 && minor < 19)) {
      throw new StepError(
        `Postern needs Node.js 20.19 or later, and this is ${process.version}. See https://nodejs.org.`,
      );
    }
    process.chdir(projectDir);
    // Output that cannot be written, on a full disk or to a broken pipe, is lost; the start goes on.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    Object.assign(process.env, QUIET_ENV);
    stopOnSignals();
    await script();
  } catch (error) {
    process.stderr.write(
      error instanceof StepError ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`,
    );
    process.exit(1);
  }
}

/** @param {string} relative */
const inProject = (relative) => path.join(projectDir, relative);

/** Environment for every tool: nothing is downloaded beside the packages, nothing is reported home. */
const QUIET_ENV = {
  NEXT_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  // `prisma generate` fetches a schema engine it does not need unless this names any file.
  PRISMA_SCHEMA_ENGINE_BINARY: inProject('package.json'),
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
};

/** A build is for production, whatever the shell is for, and does not read `.env` files. */
const BUILD_ENV = { NODE_ENV: 'production', __NEXT_PROCESSED_ENV: 'true' };

const STAMPS = 'node_modules/.postern';
const BUILD_STAMP = '.next/postern-build';

/** The packages of package-lock.json, development's included: the build checks types. */
export async function install() {
  if (isInstalled()) return;
  await step('install', async () => {
    const npm = process.env.npm_execpath;
    const [command, ...first] = npm ? [process.execPath, npm] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    await run(command, [...first, ...args], 'Check the connection to the npm registry and start again.');
  });
}

/** The typed database client, from prisma/schema.prisma. */
export async function generate() {
  const hash = hashOf(['prisma/schema.prisma', 'prisma/prisma.config.ts', 'package-lock.json']);
  const stamp = `${STAMPS}/generate`;
  if (read(stamp) === hash && existsSync(inProject('lib/data/generated/client.ts'))) return;
  await step('generate', async () => {
    const args = [inProject('node_modules/prisma/build/index.js'), 'generate', '--config', 'prisma/prisma.config.ts'];
    await run(process.execPath, args, 'Fix prisma/schema.prisma and start again.');
    write(stamp, hash);
  });
}

/** The server, from every source file that goes into it. */
export async function build() {
  if (isBuilt()) return;
  const hash = hashOf(buildInputs());
  await step('build', async () => {
    // No build is better than half of one under an old stamp.
    write(BUILD_STAMP, '');
    const args = [inProject('node_modules/next/dist/bin/next'), 'build', '--webpack'];
    await run(process.execPath, args, 'Fix the errors above and start again.', BUILD_ENV);
    precompress(inProject('.next/static'));
    await compile(projectDir);
    write(BUILD_STAMP, hash);
  });
}

/** Whether the build is that of the present sources. */
export const isBuilt = () => read(BUILD_STAMP) === hashOf(buildInputs());

/**
 * What the start has to know of the settings. Other lines say what is waited for.
 * @returns {Promise<import('./settings.ts').StartSettings>}
 */
export async function readSettings() {
  let settings = '';
  const onLine = (/** @type {string} */ line) => {
    if (line.startsWith('{')) settings = line;
    else say('waiting', line);
  };
  const { code, errors } = await runToEnd(process.execPath, programArgs(projectDir, 'settings', isBuilt()), {
    onLine,
    env: process.env,
  });
  if (code !== 0) throw new StepError(errors.trim());
  return JSON.parse(settings);
}

/**
 * Gives this process what the `.env` files add to its environment, and keeps Next from reading them again.
 * @param {import('./settings.ts').StartSettings} settings
 */
export function useSettings({ fromFiles }) {
  Object.assign(process.env, fromFiles, { __NEXT_PROCESSED_ENV: 'true' });
}

const DATABASE_AWAY = 75;

/**
 * The tables, in a process of its own: Prisma's engine keeps its connection until its process ends.
 * A database that is away does not stop the start: the server waits for it.
 */
export async function migrate() {
  await step('migrate', async () => {
    const onLine = (/** @type {string} */ line) => {
      if (line.startsWith('Waiting')) process.stdout.write(`${line} `);
    };
    const { code, errors } = await runToEnd(process.execPath, programArgs(projectDir, 'migrate', isBuilt()), {
      onLine,
      env: process.env,
    });
    if (code === DATABASE_AWAY) return `${errors.trim()} Starting without it; it is retried until it is available.`;
    if (code !== 0) throw new StepError(errors.trim());
  });
}

/**
 * A tool of the project that says what is wrong by itself.
 * @param {string} name
 * @param {string[]} args
 */
export async function check(name, args) {
  await step(name, () => run(process.execPath, args, `Fix the errors above; \`npm run check\` shows them again.`));
}

/**
 * A program that the tests need and npm does not bring.
 * @param {string} name
 * @param {() => Promise<string | null>} find
 * @param {[command: string, args: string[]][]} ways to install it, tried in turn until it is found
 * @param {string} advice
 */
export async function requireProgram(name, find, ways, advice) {
  if (await find()) return;
  await step(name, async () => {
    for (const [command, args] of ways) {
      await runToEnd(command, args).catch(() => undefined);
      if (await find()) return;
    }
    throw new StepError(advice);
  });
}

/**
 * Runs a tool to its end, which must be a success.
 * @param {string} command
 * @param {string[]} args
 * @param {string} advice what to do when it fails, after its own words
 * @param {Record<string, string>} [more] of its environment
 */
async function run(command, args, advice, more = {}) {
  const { code, output, errors } = await runToEnd(command, args, { env: { ...withoutSettings(process.env), ...more } });
  if (code === 0) return;
  process.stdout.write(`failed\n\n${output}${errors}\n`);
  throw new StepError(advice);
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * @typedef {object} RunOptions
 * @property {(line: string) => void} [onLine] called with each line of its output at once
 * @property {NodeJS.ProcessEnv} [env] what a tool of others has no use for is not in it, unless given
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, errors: string }>}
 */
function runToEnd(command, args, { onLine, env = withoutSettings(process.env) } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectDir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a tool's own children end with it.
      detached: process.platform !== 'win32',
    });
    children.add(child);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
    child.on('error', reject);
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code: code ?? 1, output, errors });
    });
  });
}

/**
 * Leaves the rest and the exit code to one last tool.
 * @param {string[]} args of Node.js
 * @param {NodeJS.ProcessEnv} [env]
 */
export function handOver(args, env = process.env) {
  const tool = spawn(process.execPath, args, { cwd: projectDir, stdio: 'inherit', env });
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  // Ctrl-C reaches the tool by itself, and twice would cut its cleaning up; it does the same for this one.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => tool.kill('SIGINT'));
  tool.on('close', (code) => process.exit(code ?? 1));
}

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** On a signal the tools end with this process, and being asked to stop is no failure. */
function stopOnSignals() {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // Once the server runs it has a handler of its own, which lets requests finish.
      if (process.listenerCount(signal) > 1) return;
      for (const { pid } of children) {
        if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
      }
      process.exit(0);
    });
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
export function say(name, text) {
  process.stdout.write(`postern  ${name.padEnd(9)}${text}\n`);
}

/**
 * One line with its seconds; the name comes first, so that a long step shows what it is.
 * @param {string} name
 * @param {() => Promise<string | void>} work may return a remark
 */
async function step(name, work) {
  const startedAt = performance.now();
  process.stdout.write(`postern  ${name.padEnd(9)}`);
  try {
    const remark = await work();
    const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
    process.stdout.write(remark ? `${seconds}  ${remark}\n` : `${seconds}\n`);
  } catch (error) {
    process.stdout.write('\n');
    throw error;
  }
}

/**
 * Whether node_modules holds what package-lock.json names. Packages for other platforms are absent.
 * @returns {boolean}
 */
function isInstalled() {
  const installed = read('node_modules/.package-lock.json');
  if (installed === null) return false;
  /** @type {Record<string, { version: string } | undefined>} */
  const present = JSON.parse(installed).packages;
  /** @type {[string, { version: string, optional?: boolean }][]} */
  const wanted = Object.entries(JSON.parse(read('package-lock.json') ?? '{}').packages ?? {});
  return wanted.every(
    ([name, { version, optional }]) =>
      name === '' || (present[name] ? present[name].version === version : optional === true),
  );
}

function buildInputs() {
  const folders = ['app', 'components', 'lib', 'public', 'scripts/admin', 'scripts/steps'].flatMap(filesIn);
  const files = ['next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'proxy.ts', 'instrumentation.ts'];
  const isInput = (/** @type {string} */ file) =>
    !/\.test\.tsx?$/.test(file) && !file.startsWith(path.join('lib', 'data', 'generated'));
  return [...folders.filter(isInput), ...files, 'prisma/schema.prisma', 'package.json', 'package-lock.json'];
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesIn(folder) {
  if (!existsSync(inProject(folder))) return [];
  const entries = readdirSync(inProject(folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(projectDir, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** @param {string[]} files */
function hashOf(files) {
  // The build remembers where it was made.
  const hash = createHash('sha256').update(projectDir);
  for (const file of files) hash.update(`\0${file}\0`).update(read(file) ?? '');
  return hash.digest('hex');
}

/** @param {string} relative */
function read(relative) {
  try {
    return readFileSync(inProject(relative), 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {string} relative
 * @param {string} text
 */
function write(relative, text) {
  mkdirSync(path.dirname(inProject(relative)), { recursive: true });
  writeFileSync(inProject(relative), text);
}
