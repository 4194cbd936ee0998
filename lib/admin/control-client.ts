import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { z } from 'zod';
import { CONTROL_TIMEOUTS } from '../timeouts';
import { findSocketPath, headersOf, MAX_RESPONSE_BYTES, readJson } from './control-socket';
import type { CommandRequest, CommandResult } from './run-command';

/** The server did not respond as it should; the message is one line that says what to do. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}

/**
 * Sends a command to the server that has the database in `dataDir`.
 * @returns null when no server listens there
 * @throws ControlError
 */
export async function sendCommand(dataDir: string, command: CommandRequest): Promise<CommandResult | null> {
  const socketPath = process.platform === 'win32' ? null : findSocketPath(dataDir);
  if (socketPath === null) return null;
  try {
    const response = await post(socketPath, JSON.stringify(command));
    const result = Result.safeParse(await readJson(response, MAX_RESPONSE_BYTES));
    if (result.success) return result.data;
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException; // of Node's sockets
    if (syscall === 'connect') return connectionRefused(code, socketPath);
  }
  throw new ControlError(
    'The server stopped or did not answer in time. Check whether the command was executed before you try again.',
  );
}

async function post(socketPath: string, body: string): Promise<IncomingMessage> {
  const signal = AbortSignal.timeout(CONTROL_TIMEOUTS.commandMs);
  const sent = request({ socketPath, method: 'POST', agent: false, headers: headersOf(body), signal });
  // An error after the response has begun is that of the response, too.
  sent.on('error', () => {});
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

const NO_SERVER = ['ENOENT', 'ENOTDIR', 'ECONNREFUSED', 'ENOTSOCK'];

/** @returns null when no server listens @throws ControlError */
function connectionRefused(code: string | undefined, socketPath: string): null {
  if (code !== undefined && NO_SERVER.includes(code)) return null;
  if (code === 'EACCES' || code === 'EPERM') {
    throw new ControlError('The server runs as another user: run this command as that user, or as root.');
  }
  throw new ControlError(
    `The server cannot be reached through ${socketPath} (${code}). Stop it, and run this command again.`,
  );
}

const Result: z.ZodType<CommandResult> = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.looseObject({}) }),
  z.object({ ok: z.literal(false), reason: z.enum(['usage', 'no_such_user', 'failed']), message: z.string() }),
]);
