// npm run users: looks users up, and changes them, while the server runs or not.
import type { ResultOf } from '../../lib/admin/commands';
import { CommandError, EXIT } from './command-error';
import { eventColumns } from './event-columns';
import { execute } from './execute';
import { print, printJson, terminalWidth } from './output';
import { createProgram, type JsonOption, runProgram, withJsonOption } from './program';
import { type Column, escapeControls, formatKeyValues, formatTable, pluralize, shortInstant } from './terminal';

type Listed = ResultOf<'users list'>['users'][number];
type Session = ResultOf<'users show'>['sessions'][number];

const USER_COLUMNS: Column<Listed>[] = [
  ['id', ({ id }) => id],
  ['email', ({ email }) => email],
  ['verified', ({ email_verified }) => (email_verified ? 'yes' : 'no')],
  ['disabled', ({ disabled_at }) => (disabled_at ? 'yes' : 'no')],
  ['created', ({ created_at }) => shortInstant(created_at)],
];

const SESSION_COLUMNS: Column<Session>[] = [
  ['id', ({ id }) => id],
  ['created', ({ created_at }) => shortInstant(created_at)],
  ['last active', ({ last_seen_at }) => shortInstant(last_seen_at)],
  ['address', ({ address }) => address],
  ['user agent', ({ agent }) => agent],
];

const REFUSALS = {
  disabled: 'is disabled, so no link was sent. Enable the user first.',
  'mail-budget':
    'has reached a mail limit (one link a minute, five an hour; ten mails an hour, 30 a day). Try again later.',
} as const;

const users = createProgram('users', 'Looks up and changes users, while the server runs or not.', 'user');

/** A command for one user. */
const forUser = (name: string, description: string) =>
  withJsonOption(users.command(name).description(description).argument('<email-or-id>', 'the user'));

type ListOptions = JsonOption & { search?: string; limit?: string; before?: string };

withJsonOption(users.command('list'))
  .description('lists users, newest first')
  .option('--search <part>', 'only users whose email contains this')
  .option('--limit <number>', 'at most so many users (default: 50)')
  .option('--before <id>', 'only users who are older than this one: the next page')
  .action(async ({ json, ...query }: ListOptions) => {
    const result = await execute('users list', query);
    if (json) return printJson(result);
    if (result.users.length === 0) return print('No users found.');
    print(formatTable(USER_COLUMNS, result.users, terminalWidth()));
    if (result.next_before) print(`\nFor older users, add --before ${result.next_before}`);
  });

forUser('show', 'shows the profile, active sessions, mails by state and recent events').action(
  async (user: string, { json }: JsonOption) => {
    const result = await execute('users show', { user });
    if (json) return printJson(result);
    printUser(result);
  },
);

forUser('set', 'sets fields of the profile; name= clears one')
  .argument('<name=value...>', 'the fields and their values')
  .action(async (user: string, values: string[], { json }: JsonOption) => {
    const result = await execute('users set', { user, values });
    if (json) return printJson(result);
    print(
      result.changed
        ? `Set ${result.fields.join(', ')} of ${named(result)}.`
        : `${named(result)} has these values already.`,
    );
  });

forUser('roles', 'gives the user these roles and no others; "" for none')
  .argument('<roles>', 'separated by commas')
  .action(async (user: string, roles: string, { json }: JsonOption) => {
    const result = await execute('users roles', { user, roles });
    if (json) return printJson(result);
    const has = result.roles.length > 0 ? `the roles ${result.roles.join(', ')}` : 'no roles';
    print(`${named(result)} ${result.changed ? 'now has' : 'already has'} ${has}.`);
  });

type InviteOptions = JsonOption & { roles?: string; field?: string[] };

const INVITE_REFUSALS = {
  'has-account': 'has an account already, so nobody was invited.',
  reserved: 'was the email of an account until recently, and its owner can still undo the change: try again in 3 days.',
  'mail-budget': 'has reached a mail limit (ten mails an hour, 30 a day). Try again later, or use `users create`.',
} as const;

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** A command that invites a new user. */
const forInvitation = (name: string, description: string) =>
  withJsonOption(users.command(name).description(description).argument('<email>', 'of the new user'))
    .option('--roles <names>', 'the roles of the new user, separated by commas')
    .option('--field <name=value>', 'a field of the new user; may be repeated', collect);

forInvitation('invite', 'mails a link by which a person creates an account').action(
  async (email: string, { json, ...given }: InviteOptions) => {
    const result = await execute('users invite', { email, ...given });
    if (result.refusal) throw new CommandError(`${result.email} ${INVITE_REFUSALS[result.refusal]}`, EXIT.failed);
    const { refusal: _, ...invitation } = result;
    if (json) return printJson({ ...invitation, mailed: true });
    print(`An invitation was sent to ${named(result)}. It is valid until ${shortInstant(result.expires_at)}.`);
  },
);

forInvitation('create', 'prints a link by which a person creates an account').action(
  async (email: string, { json, ...given }: InviteOptions) => {
    const result = await execute('users create', { email, ...given });
    if (result.refusal) throw new CommandError(`${result.email} ${INVITE_REFUSALS[result.refusal]}`, EXIT.failed);
    const { refusal: _, ...invitation } = result;
    if (json) return printJson(invitation);
    print(`Pass this link on to ${named(result)}. It works once, until ${shortInstant(result.expires_at)}.`);
    print(escapeControls(result.link));
  },
);

forUser('disable', 'prevents sign-ins, ends all sessions and revokes all links').action(
  async (user: string, { json }: JsonOption) => {
    const result = await execute('users disable', { user });
    if (json) return printJson(result);
    const ended = pluralize(result.sessions_ended, 'session');
    print(result.changed ? `Disabled ${named(result)}; ${ended} ended.` : `${named(result)} is already disabled.`);
  },
);

forUser('enable', 'allows sign-ins again').action(async (user: string, { json }: JsonOption) => {
  const result = await execute('users enable', { user });
  if (json) return printJson(result);
  print(result.changed ? `Enabled ${named(result)}.` : `${named(result)} is already enabled.`);
});

forUser('end-sessions', 'ends all sessions').action(async (user: string, { json }: JsonOption) => {
  const result = await execute('users end-sessions', { user });
  if (json) return printJson(result);
  print(`Ended ${pluralize(result.sessions_ended, 'session')} of ${named(result)}.`);
});

forUser('send-reset', 'mails a link to choose a new password').action(async (user: string, { json }: JsonOption) => {
  const result = await execute('users send-reset', { user });
  if (result.refusal) throw new CommandError(`${named(result)} ${REFUSALS[result.refusal]}`, EXIT.failed);
  if (json) return printJson({ id: result.id, email: result.email, mailed: true });
  print(`A link to choose a new password was sent to ${named(result)}.`);
});

forUser('delete', 'deletes the user and all their data, which cannot be undone')
  .option('--yes', 'confirms it; without it nothing is deleted')
  .action(async (user: string, { json, yes }: JsonOption & { yes?: true }) => {
    const result = await execute('users delete', { user, yes });
    if (!result.deleted) {
      const what = `${pluralize(result.sessions, 'active session')} and ${pluralize(result.mails, 'mail')}`;
      throw new CommandError(
        `This would delete ${named(result)} with ${what}. It cannot be undone. Add --yes to confirm.`,
        EXIT.usage,
      );
    }
    if (json) return printJson(result);
    print(`Deleted ${named(result)}.`);
  });

type Shown = ResultOf<'users show'>['user'];

/** The keys of a user that are no fields of the profile. */
const ACCOUNT_KEYS: Record<keyof Shown, true> = {
  id: true,
  email: true,
  email_verified: true,
  email_verified_at: true,
  created_at: true,
  disabled_at: true,
  password_set_at: true,
  last_sign_in_at: true,
  roles: true,
  terms_version: true,
  terms_accepted_at: true,
};

function fieldsOf(user: Shown): [name: string, value: string | null][] {
  const fields = Object.entries<unknown>(user).filter(([name]) => !Object.hasOwn(ACCOUNT_KEYS, name));
  return fields.map(([name, value]) => [name, value === null ? null : String(value)]);
}

const termsOf = ({ terms_version, terms_accepted_at }: Shown): string =>
  `${terms_version}, ${shortInstant(terms_accepted_at ?? null)}`;

function printUser({ user, sessions, mails, events }: ResultOf<'users show'>): void {
  print(
    formatKeyValues([
      ['id', user.id],
      ['email', user.email],
      ['verified', shortInstant(user.email_verified_at) ?? 'no'],
      ['disabled', shortInstant(user.disabled_at) ?? 'no'],
      ['created', shortInstant(user.created_at)],
      ['password set', shortInstant(user.password_set_at)],
      ['last sign-in', shortInstant(user.last_sign_in_at)],
      ...(user.roles ? [['roles', user.roles.join(', ')] as const] : []),
      ...(user.terms_version ? [['terms accepted', termsOf(user)] as const] : []),
      ...fieldsOf(user),
      ['mails', inWords(mails)],
    ]),
  );
  print(`\n${pluralize(sessions.length, 'active session')}`);
  if (sessions.length > 0) print(formatTable(SESSION_COLUMNS, sessions, terminalWidth()));
  print(`\n${pluralize(events.length, 'event')}, newest first`);
  if (events.length > 0) print(formatTable(eventColumns({ withUser: false }), events, terminalWidth()));
}

const named = ({ email, id }: { email: string; id: string }): string => escapeControls(`${email} (${id})`);

function inWords(mails: Partial<Record<string, number>>): string {
  const parts = Object.entries(mails).map(([state, number]) => `${number} ${state}`);
  return parts.length > 0 ? parts.join(', ') : 'none';
}

await runProgram(users);
