import { z } from 'zod';
import { AUDIT_EVENT_NAMES } from '../audit/events';
import type { RequestContext } from '../context';
import { Email } from '../schemas/fields';
import { readAuditTrail } from './audit';
import { collectFacts } from './doctor/collect-facts';
import { explain } from './explain/explain';
import type { UserRef } from './find-user';
import { createUser, inviteUser, listInvitations, revokeInvitationById } from './invitations';
import { discardMails, listMails, MAIL_STATES, retryMails } from './mails';
import { parseSince } from './since';
import { setFields, setRoles } from './user-profile';
import { deleteUserAccount, disableUser, enableUser, endSessions, listUsers, sendReset, showUser } from './users';

export type CommandName = keyof typeof COMMANDS;

export type ResultOf<Name extends CommandName> = Awaited<ReturnType<(typeof COMMANDS)[Name]['run']>>;

export type Command<Input extends z.ZodType<object>, Result extends object> = {
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

const NAME_VALUES = 'Name fields with their values, such as plan=team.';

/** "name=value", split at the first sign. */
const Assignment = z.string().transform((text, context): [name: string, value: string] => {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  context.addIssue({ code: 'custom', message: `"${text}" is not name=value. ${NAME_VALUES}` });
  return z.NEVER;
});

/** "admin,editor"; an empty text names none. */
const RoleNames = z
  .string({ error: 'Name the roles, separated by commas, or "" for none.' })
  .transform((text) => (text.trim() === '' ? [] : text.split(',').map((role) => role.trim())));

const Invited = z
  .strictObject({
    email: z.string({ error: 'Name an email.' }),
    roles: RoleNames.optional(),
    field: z.array(Assignment, { error: NAME_VALUES }).optional(),
  })
  .transform(({ email: text, roles = [], field = [] }, context) => {
    const email = Email.safeParse(text);
    if (email.success) return { email: email.data, roles, values: Object.fromEntries(field) };
    context.addIssue({ code: 'custom', message: `"${text}" is not an email.` });
    return z.NEVER;
  });

const Recipient = z.string().transform((text, context) => {
  const email = Email.safeParse(text);
  if (email.success) return email.data;
  context.addIssue({ code: 'custom', message: `"${text}" is not an email.` });
  return z.NEVER;
});

const InvitationId = z.uuid({ error: 'The ID of an invitation is a UUID, as `invitations list` shows it.' });

const MailId = z.uuid({ error: 'The ID of a mail is a UUID, as `mails list` shows it.' });

/** Exactly one of the two. */
const isOneOrAll = (id: string | undefined, all: boolean | undefined) => (id !== undefined) !== (all === true);

/** Every command of operators: its name, the schema of its input, which both ends of the control socket check, and its use case. */
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
  'users invite': command(Invited, inviteUser),
  'users create': command(Invited, createUser),
  'users set': command(
    z.strictObject({ user: User, values: z.array(Assignment, { error: NAME_VALUES }).min(1, { error: NAME_VALUES }) }),
    ({ user, values }, ctx) => setFields({ user, values: Object.fromEntries(values) }, ctx),
  ),
  'users roles': command(z.strictObject({ user: User, roles: RoleNames }), setRoles),
  'users disable': command(OneUser, disableUser),
  'users enable': command(OneUser, enableUser),
  'users end-sessions': command(OneUser, endSessions),
  'users send-reset': command(OneUser, sendReset),
  'users delete': command(z.strictObject({ user: User, yes: z.boolean().default(false) }), deleteUserAccount),
  'invitations list': command(
    z.strictObject({
      before: z.uuid({ error: '--before must be the ID of an invitation.' }).optional(),
      limit: limit(1000),
    }),
    listInvitations,
  ),
  'invitations revoke': command(z.strictObject({ id: InvitationId }), revokeInvitationById),
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
  doctor: command(z.strictObject({ test_mail: Recipient.optional() }), collectFacts),
  explain: command(
    z.strictObject({
      text: z.string().regex(/\S/, { error: 'Name a token, a link or a request ID.' }),
      as: z.enum(['access', 'refresh'], { error: '--as must be access or refresh.' }).optional(),
    }),
    explain,
  ),
};
