// npm run users: looks users up, and changes them, while the server runs or not.

import { eventColumns } from './event-columns';
import { act, CommandError, EXIT, execute, main, parseCommandLine, print, printJson, terminalWidth } from './execute';
import { type Column, escapeControls, formatKeyValues, formatTable, pluralize, shortInstant } from './terminal';

const USAGE = `Usage: npm run users -- COMMAND [--json]

  list [--search PART] [--limit N] [--before ID]
                             lists users, newest first (default: 50); PART is a part of the email
  show EMAIL-or-ID           shows a user: active sessions, mails by state, recent events
  disable EMAIL-or-ID        prevents sign-ins and ends all sessions
  enable EMAIL-or-ID         allows sign-ins again
  end-sessions EMAIL-or-ID   ends all sessions
  send-reset EMAIL-or-ID     mails a link to choose a new password
  delete EMAIL-or-ID --yes   deletes the user and all their data; this cannot be undone

  --json   prints JSON; use npm run --silent users -- … to hide npm's own output
  --help   prints this help

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 user not found.`;

const JSON_OPTION = { json: { type: 'boolean' } } as const;

type Row<Rows extends readonly unknown[]> = Rows[number];
type Listed = Row<Awaited<ReturnType<typeof execute<'users list'>>>['users']>;
type Session = Row<Awaited<ReturnType<typeof execute<'users show'>>>['sessions']>;

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

const ACTIONS: Record<string, (args: string[]) => Promise<void>> = {
  list: async (args) => {
    const text = { type: 'string' } as const;
    const { values } = parseCommandLine(args, { search: text, limit: text, before: text, ...JSON_OPTION }, 0);
    const { json, ...page } = values;
    const result = await execute('users list', page);
    if (json) return printJson(result);
    if (result.users.length === 0) return print('No users found.');
    print(formatTable(USER_COLUMNS, result.users, terminalWidth()));
    if (result.next_before) print(`\nFor older users, add --before ${result.next_before}`);
  },

  show: async (args) => {
    const { user: ref, json } = oneUser(args);
    const shown = await execute('users show', { user: ref });
    if (json) return printJson(shown);
    const { user, sessions, mails, events } = shown;
    print(
      formatKeyValues([
        ['id', user.id],
        ['email', user.email],
        ['verified', shortInstant(user.email_verified_at) ?? 'no'],
        ['disabled', shortInstant(user.disabled_at) ?? 'no'],
        ['created', shortInstant(user.created_at)],
        ['password set', shortInstant(user.password_set_at)],
        ['mails', inWords(mails)],
      ]),
    );
    print(`\n${pluralize(sessions.length, 'active session')}`);
    if (sessions.length > 0) print(formatTable(SESSION_COLUMNS, sessions, terminalWidth()));
    print(`\n${pluralize(events.length, 'event')}, newest first`);
    if (events.length > 0) print(formatTable(eventColumns({ withUser: false }), events, terminalWidth()));
  },

  disable: async (args) => {
    const { user, json } = oneUser(args);
    const result = await execute('users disable', { user });
    if (json) return printJson(result);
    const ended = pluralize(result.sessions_ended, 'session');
    print(result.changed ? `Disabled ${named(result)}; ${ended} ended.` : `${named(result)} is already disabled.`);
  },

  enable: async (args) => {
    const { user, json } = oneUser(args);
    const result = await execute('users enable', { user });
    if (json) return printJson(result);
    print(result.changed ? `Enabled ${named(result)}.` : `${named(result)} is already enabled.`);
  },

  'end-sessions': async (args) => {
    const { user, json } = oneUser(args);
    const result = await execute('users end-sessions', { user });
    if (json) return printJson(result);
    print(`Ended ${pluralize(result.sessions_ended, 'session')} of ${named(result)}.`);
  },

  'send-reset': async (args) => {
    const { user, json } = oneUser(args);
    const result = await execute('users send-reset', { user });
    if (result.refusal) throw new CommandError(`${named(result)} ${REFUSALS[result.refusal]}`, EXIT.failed);
    if (json) return printJson({ id: result.id, email: result.email, mailed: true });
    print(`A link to choose a new password was sent to ${named(result)}.`);
  },

  delete: async (args) => {
    const { user, json, yes } = oneUser(args, { yes: { type: 'boolean' } });
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
  },
};

const REFUSALS = {
  disabled: 'is disabled, so no link was sent. Enable the user first.',
  'mail-budget':
    'has reached a mail limit (one link a minute, five an hour; ten mails an hour, 30 a day). Try again later.',
} as const;

function oneUser(args: string[], more: { yes?: { type: 'boolean' } } = {}) {
  const { values, positionals } = parseCommandLine(args, { ...JSON_OPTION, ...more }, 1);
  const [user] = positionals;
  if (user === undefined) throw new CommandError('Name a user by email or ID.', EXIT.usage);
  return { user, json: values.json === true, yes: 'yes' in values && values.yes === true };
}

const named = ({ email, id }: { email: string; id: string }): string => escapeControls(`${email} (${id})`);

function inWords(mails: Partial<Record<string, number>>): string {
  const parts = Object.entries(mails).map(([state, number]) => `${number} ${state}`);
  return parts.length > 0 ? parts.join(', ') : 'none';
}

await main(() => act('users', USAGE, ACTIONS));
