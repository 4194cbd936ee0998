import { z } from 'zod';
import { AUDIT_EVENT_NAMES } from '../audit/events';
import type { Context, RequestContext } from '../context';
import { isDatabaseUnavailable } from '../data/database-errors';
import { isAuthError } from '../errors';
import { Email } from '../schemas/public-forms';
import { contextWithoutRequest } from '../system-context';
import { readAuditTrail } from './audit';
import type { UserRef } from './find-user';
import { listMails, MAIL_STATES } from './look-up-mails';
import { listUsers, showUser } from './look-up-users';
import { discardMails, retryMails } from './operate-mails';
import { deleteUserAccount, disableUser, enableUser, endSessions, sendReset } from './operate-users';
import { parseSince } from './since';

/** What is asked, be it in this process or through the control socket: the words of a command line, not checked yet. */
export type CommandRequest = { command: CommandName; input: Record<string, unknown> };

/** The answer; `message` is one line that says what is wrong and what to do. */
export type CommandResult<Result = object> =
  | { ok: true; result: Result }
  | { ok: false; reason: 'usage' | 'no_such_user' | 'failed'; message: string };

export type CommandName = keyof typeof COMMANDS;

export type ResultOf<Name extends CommandName> = Awaited<ReturnType<(typeof COMMANDS)[Name]['run']>>;

type Command<Input extends z.ZodType<object>, Result extends object> = {
  schema: Input;
  run(input: z.output<Input>, ctx: RequestContext): Promise<Result>;
};

const command = <Input extends z.ZodType<object>, Result extends object>(
  schema: Input,
  run: Command<Input, Result>['run'],
): Command<Input, Result> => ({ schema, run });

const limit = (fallback: number) => {
  const error = '--limit must be a whole number from 1 to 1000.';
  return z
    .string({ error })
    .regex(/^\d{1,4}$/, { error })
    .transform(Number)
    .pipe(z.number().min(1, { error }).max(1000, { error }))
    .default(fallback);
};

const User = z.string({ error: 'Name a user by email or ID.' }).transform((text, context): UserRef => {
  const id = z.uuid().safeParse(text.toLowerCase());
  if (id.success) return { id: id.data };
  const email = Email.safeParse(text);
  if (email.success) return { email: email.data };
  context.addIssue({ code: 'custom', message: `"${text}" is neither an email nor an ID.` });
  return z.NEVER;
});

const Since = z.string().transform((text, context) => {
  const since = parseSince(text);
  if (since) return since;
  context.addIssue({ code: 'custom', message: '--since must be a time such as 2026-11-24T00:00Z, 24h or 7d.' });
  return z.NEVER;
});

const Search = z
  .string()
  .max(254, { error: '--search must have at most 254 characters.' })
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, { error: '--search must be a part of an email.' });

const OneUser = z.strictObject({ user: User });

const MailId = z.uuid({ error: 'The ID of a mail is a UUID, as `mails list` shows it.' });

/** One mail, or all: exactly one of the two. */
const isOneOrAll = (id: string | undefined, all: boolean | undefined) => (id !== undefined) !== (all === true);

/** Everything operators can have done. What they may say is checked here, at both ends of the control socket. */
export const COMMANDS = {
  'users list': command(
    z.strictObject({
      search: Search.optional(),
      before: z.uuid({ error: '--before must be the ID of a user.' }).optional(),
      limit: limit(50),
    }),
    listUsers,
  ),
  'users show': command(OneUser, showUser),
  'users disable': command(OneUser, disableUser),
  'users enable': command(OneUser, enableUser),
  'users end-sessions': command(OneUser, endSessions),
  'users send-reset': command(OneUser, sendReset),
  'users delete': command(z.strictObject({ user: User, yes: z.boolean().default(false) }), deleteUserAccount),
  'mails list': command(
    z.strictObject({
      state: z.enum(MAIL_STATES, { error: `--state must be one of ${MAIL_STATES.join(', ')}.` }).optional(),
      user: User.optional(),
      before: z.uuid({ error: '--before must be the ID of a mail.' }).optional(),
      limit: limit(50),
    }),
    listMails,
  ),
  'mails retry': command(
    z
      .strictObject({ id: MailId.optional(), all: z.boolean().optional() })
      .refine(({ id, all }) => isOneOrAll(id, all), { error: 'Name a mail by ID, or use --all.' }),
    retryMails,
  ),
  'mails discard': command(
    z
      .strictObject({ id: MailId.optional(), failed: z.boolean().optional() })
      .refine(({ id, failed }) => isOneOrAll(id, failed), { error: 'Name a mail by ID, or use --failed.' }),
    discardMails,
  ),
  audit: command(
    z.strictObject({
      user: User.optional(),
      event: z.enum(AUDIT_EVENT_NAMES, { error: `--event must be one of ${AUDIT_EVENT_NAMES.join(', ')}.` }).optional(),
      since: Since.optional(),
      limit: limit(50),
    }),
    ({ since, ...rest }, ctx) => readAuditTrail({ ...rest, since: since?.(ctx.now()) }, ctx),
  ),
};

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

/** Does what an operator asks. Never throws: whatever goes wrong is part of the answer. */
export async function runCommand(request: unknown, context: Context): Promise<CommandResult> {
  const parsed = parseRequest(request);
  if (!parsed.ok) return parsed;
  const ctx = contextWithoutRequest(context, 'operator');
  try {
    return { ok: true, result: await parsed.command.run(parsed.input, ctx) };
  } catch (error) {
    return toReply(error, ctx);
  }
}

type AnyCommand = Command<z.ZodType<object>, object>;

function parseRequest(
  request: unknown,
): { ok: true; command: AnyCommand; input: object } | Extract<CommandResult, { ok: false }> {
  const asked = Request.safeParse(request);
  if (!asked.success) return usage(asked.error);
  const found: AnyCommand = COMMANDS[asked.data.command];
  const input = found.schema.safeParse(asked.data.input);
  return input.success ? { ok: true, command: found, input: input.data } : usage(input.error);
}

function usage({ issues }: z.ZodError): Extract<CommandResult, { ok: false }> {
  return { ok: false, reason: 'usage', message: issues[0]?.message ?? 'The command is not valid.' };
}

function toReply(error: unknown, { log }: RequestContext): CommandResult {
  if (isAuthError(error) && error.code === 'user_not_found') {
    const message =
      'No user with this email or ID was found. `users list --search PART` finds users by a part of the email.';
    return { ok: false, reason: 'no_such_user', message };
  }
  log.error({ err: error }, 'operator command failed');
  const message = isDatabaseUnavailable(error)
    ? 'The database is unavailable, and nothing was changed. Try again once it is available.'
    : `The command failed (${error instanceof Error ? error.name : typeof error}), and nothing was changed. Please report it.`;
  return { ok: false, reason: 'failed', message };
}
