// How a command reaches the database.
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendCommand } from '../../lib/admin/control-client';
import { type CommandRequest, type CommandResult, requestProblem, runCommand } from '../../lib/admin/run-command';
import type { Config } from '../../lib/config/config';
import { loadConfig } from '../../lib/config/load-config';
import { prismaFolder } from '../../lib/data/migrations/files';
import { hasPendingMigrations } from '../../lib/data/migrations/pending';
import { FolderInUseError, pgliteFolder } from '../../lib/data/pglite/lock';
import { createLog } from '../../lib/observability/log';
import { failureMessage } from './failure-message';

type CommandFailure = Extract<CommandResult, { ok: false }>;

/** Milliseconds that a server may take from having the database to being there for commands, or from going to gone. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 250;

/** Never throws: every error is a part of the result. The settings are those of the current folder. */
export async function executeRequest(request: CommandRequest): Promise<CommandResult> {
  const problem = requestProblem(request);
  if (problem !== null) return { ok: false, reason: 'usage', message: problem };
  try {
    const config = loadConfig(process.cwd());
    return config.database.kind === 'pglite'
      ? await executeOnPglite(config, request)
      : await executeLocally(config, request);
  } catch (error) {
    return failed(failureMessage(error));
  }
}

const failed = (message: string): CommandFailure => ({ ok: false, reason: 'failed', message });

/** Asks the process that holds the folder's lock. A server may start or stop meanwhile, so both ways are tried in turn. */
async function executeOnPglite(config: Config, request: CommandRequest): Promise<CommandResult> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const result = await sendCommand(config.dataDir, request);
    if (result) return result;
    try {
      return await executeLocally(config, request);
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
      if (Date.now() > deadline) return failed(`${error.message.split('. ')[0]}. ${STOP_IT}`);
      await sleep(RETRY_MS);
    }
  }
}

const STOP_IT = 'It does not answer commands. Stop it first.';

async function executeLocally(config: Config, request: CommandRequest): Promise<CommandResult> {
  const location = config.database;
  if (await hasPendingMigrations(location, prismaFolder(process.cwd()))) {
    return failed('The database does not exist yet or needs migrations: start the server once with npm start.');
  }
  if (location.kind === 'pglite') {
    const problem = await ownerProblem(pgliteFolder(location.dataDir));
    if (problem !== null) return failed(problem);
  }
  // Loaded late: it is slow to load, and not needed where the server executes the command.
  const { openContext } = await import('../../lib/server/compose');
  const { context, close } = await openContext(config, createLog('silent'));
  try {
    return await runCommand(request, context);
  } finally {
    await close();
  }
}

/** PGlite writes files: those of another user, even of root, would prevent the server's next start. */
async function ownerProblem(folder: string): Promise<string | null> {
  const { uid } = await stat(folder);
  if (!process.getuid || process.getuid() === uid) return null;
  return `${folder} belongs to the user with ID ${uid}: run this command as that user, or while the server runs.`;
}
