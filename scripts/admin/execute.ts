// What the commands of an operator share: how they reach the database, what they print, how they end.
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { CommandName, ResultOf } from '../../lib/admin/commands';
import { ControlError, sendCommand } from '../../lib/admin/control-server';
import { type CommandRequest, type CommandResult, requestProblem, runCommand } from '../../lib/admin/run-command';
import { type Config, ConfigError } from '../../lib/config/config';
import { loadConfig } from '../../lib/config/load-config';
import { DataDirError } from '../../lib/data/data-dir';
import { isDatabaseUnavailable } from '../../lib/data/database-errors';
import { prismaFolder } from '../../lib/data/migrations/files';
import { hasPendingMigrations } from '../../lib/data/migrations/pending';
import { FolderInUseError, pgliteFolder } from '../../lib/data/pglite/lock';
import { UnusableDatabaseError } from '../../lib/data/unusable-database-error';
import { CutSecretError } from '../../lib/keys/auth-secret';
import { WrongSecretError } from '../../lib/keys/wrong-secret-error';
import { createLog } from '../../lib/observability/log';
import { escapeControls, escapeControlsInJson } from './terminal';

export const EXIT = { done: 0, failed: 1, usage: 2, notFound: 3 } as const;

/** Ends a command; the message is one line that says what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

const projectDir = path.dirname(path.dirname(import.meta.dirname));

/** Milliseconds that a server may take from having the database to being there for commands, or from going to gone. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 250;

/** Runs a command to its end; what goes wrong becomes a line on stderr and an exit code. */
export async function main(run: () => Promise<void>): Promise<void> {
  // The reader, such as `head`, may have closed the pipe.
  process.stdout.on('error', () => process.exit());
  process.chdir(projectDir);
  try {
    await run();
  } catch (error) {
    const { message, exitCode } = toCommandError(error);
    process.stderr.write(`${escapeControls(message)}\n`);
    process.exitCode = exitCode;
  }
}

/** Runs the one of a script's commands that the command line names. @throws CommandError */
export async function act(
  script: 'users' | 'mails',
  usage: string,
  actions: Record<string, (args: string[]) => Promise<void>>,
): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  if ([name, ...args].some((each) => each === '--help' || each === '-h')) return print(usage);
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return action(args);
  const problem = name === '' ? 'Name a command' : `Unknown command "${name}"`;
  throw new CommandError(`${problem}. npm run ${script} -- --help lists the commands.`, EXIT.usage);
}

/** The options and positionals of a command line. @throws CommandError */
export function parseCommandLine<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
  positionalsAtMost: number,
) {
  try {
    const parsed = parseArgs({ args, options, strict: true, allowPositionals: true });
    const surplus = parsed.positionals[positionalsAtMost];
    if (surplus !== undefined) throw new Error(`Unexpected argument "${surplus}"`);
    return parsed;
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new CommandError(`${sentence?.replace(/\.$/, '')}. --help lists the options.`, EXIT.usage);
  }
}

/** Has a command done, by the server where it has the database, else in this process. @throws CommandError, DoorError, ConfigError… */
export async function execute<Name extends CommandName>(
  command: Name,
  input: CommandRequest['input'],
): Promise<ResultOf<Name>> {
  const request = { command, input };
  const problem = requestProblem(request);
  if (problem !== null) throw new CommandError(problem, EXIT.usage);
  const config = loadConfig(projectDir);
  const reply = config.database.kind === 'pglite' ? await askPglite(config, request) : await askHere(config, request);
  if (reply.ok) return reply.result as ResultOf<Name>; // what the table of commands gave, here or in the server
  const exitCode = { usage: EXIT.usage, no_such_user: EXIT.notFound, failed: EXIT.failed }[reply.reason];
  throw new CommandError(reply.message, exitCode);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${escapeControlsInJson(value)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Columns that a table may take; a file or a pipe has no edge. */
export const terminalWidth = (): number => (process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY);

/** The process that has the folder's lock is asked; between the two a server may come or go, so both are tried in turn. */
async function askPglite(config: Config, request: CommandRequest): Promise<CommandResult> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await sendCommand(config.dataDir, request);
    if (reply) return reply;
    try {
      return await askHere(config, request);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
      if (Date.now() > deadline) throw new CommandError(`${error.message.split('. ')[0]}. ${STOP_IT}`, EXIT.failed);
      await sleep(RETRY_MS);
    }
  }
}

const STOP_IT = 'It does not answer commands. Stop it first.';

async function askHere(config: Config, request: CommandRequest): Promise<CommandResult> {
  const location = config.database;
  if (await hasPendingMigrations(location, prismaFolder(projectDir))) {
    throw new CommandError(
      'The database does not exist yet or needs migrations: start the server once with npm start.',
      EXIT.failed,
    );
  }
  if (location.kind === 'pglite') await requireOwner(pgliteFolder(location.dataDir));
  const { openContext } = await import('../../lib/server/compose'); // slow to load, and for nothing where the server does the work
  const { context, close } = await openContext(config, createLog('silent'));
  try {
    return await runCommand(request, context);
  } finally {
    await close();
  }
}

/** PGlite writes files: those of another user, be it root, would block the server's next start. */
async function requireOwner(folder: string): Promise<void> {
  const { uid } = await stat(folder);
  if (process.getuid && process.getuid() !== uid) {
    throw new CommandError(
      `${folder} belongs to the user with ID ${uid}: run this command as that user, or while the server runs.`,
      EXIT.failed,
    );
  }
}

/** Errors whose message is one line that says what to do. */
const ONE_LINERS = [
  DataDirError,
  ControlError,
  FolderInUseError,
  CutSecretError,
  WrongSecretError,
  UnusableDatabaseError,
];

function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (ONE_LINERS.some((kind) => error instanceof kind) && error instanceof Error) {
    return new CommandError(error.message, EXIT.failed);
  }
  if (error instanceof ConfigError) return new CommandError(`Invalid setting: ${error.message}`, EXIT.failed);
  const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
  if (isDatabaseUnavailable(error)) {
    const advice = 'start it, or check DATABASE_URL, and try again.';
    return new CommandError(`The database is unavailable${code}: ${advice}`, EXIT.failed);
  }
  if (code === ' (EACCES)') {
    return new CommandError(
      'DATA_DIR belongs to another user: run this command as the user that runs the server.',
      EXIT.failed,
    );
  }
  const [reason] = String(error instanceof Error ? error.stack : error).split('\n');
  return new CommandError(`The command failed: ${reason}`, EXIT.failed);
}
