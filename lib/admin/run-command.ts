import { z } from 'zod';
import type { Context, RequestContext } from '../context';
import { isDatabaseUnavailable } from '../data/database-errors';
import { type FieldErrors, isAuthError, isFieldError } from '../errors';
import { contextWithoutRequest } from '../system-context';
import { COMMANDS, type Command, type CommandName } from './commands';

/** A command and the words of its command line, which are not validated yet. */
export type CommandRequest = { command: CommandName; input: Record<string, unknown> };

/** `message` is one line that says what is wrong and what to do. */
export type CommandResult<Result = object> =
  | { ok: true; result: Result }
  | { ok: false; reason: 'usage' | 'no_such_user' | 'failed'; message: string };

type CommandFailure = Extract<CommandResult, { ok: false }>;

const NAMES = Object.keys(COMMANDS) as CommandName[]; // its own keys

const Request = z.strictObject({
  command: z.enum(NAMES, { error: 'The server does not know this command. It may run another version of Postern.' }),
  input: z.looseObject({}),
});

/** What is wrong with the request, or null. Nothing is done. */
export function requestProblem(request: CommandRequest): string | null {
  const parsed = parseRequest(request);
  return parsed.ok ? null : parsed.message;
}

/** Runs an operator's command. Never throws: every error is a part of the result. */
export async function runCommand(request: unknown, context: Context): Promise<CommandResult> {
  const parsed = parseRequest(request);
  if (!parsed.ok) return parsed;
  const ctx = contextWithoutRequest(context, 'operator');
  try {
    return { ok: true, result: await parsed.command.run(parsed.input, ctx) };
  } catch (error) {
    return toFailure(error, ctx);
  }
}

type AnyCommand = Command<z.ZodType<object>, object>;

function parseRequest(request: unknown): { ok: true; command: AnyCommand; input: object } | CommandFailure {
  const parsed = Request.safeParse(request);
  if (!parsed.success) return toUsageFailure(parsed.error);
  const command: AnyCommand = COMMANDS[parsed.data.command];
  const input = command.schema.safeParse(parsed.data.input);
  return input.success ? { ok: true, command, input: input.data } : toUsageFailure(input.error);
}

/** "plan: This field may not be null.", of every field. */
const fieldProblems = (fields: FieldErrors): string =>
  Object.entries(fields)
    .map(([name, sentences]) => `${name}: ${sentences.join(' ')}`)
    .join(' ');

function toUsageFailure({ issues }: z.ZodError): CommandFailure {
  return { ok: false, reason: 'usage', message: issues[0]?.message ?? 'The command is not valid.' };
}

function toFailure(error: unknown, { log }: RequestContext): CommandFailure {
  if (isAuthError(error) && error.code === 'user_not_found') {
    const message =
      'No user with this email or ID was found. `users list --search PART` finds users by a part of the email.';
    return { ok: false, reason: 'no_such_user', message };
  }
  if (isAuthError(error) && isFieldError(error)) {
    return { ok: false, reason: 'usage', message: fieldProblems(error.details.fields) };
  }
  log.error({ err: error }, 'operator command failed');
  const message = isDatabaseUnavailable(error)
    ? 'The database is unavailable, and nothing was changed. Try again once it is available.'
    : `The command failed (${error instanceof Error ? error.name : typeof error}), and nothing was changed. Please report it.`;
  return { ok: false, reason: 'failed', message };
}
