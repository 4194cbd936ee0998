// npm run mails: what the outbox holds, try it again now, give it up; while the server runs or not.

import { act, CommandError, EXIT, execute, main, parseCommandLine, print, printJson, terminalWidth } from './execute';
import { type Column, formatTable, pluralize, shortInstant } from './terminal';

const USAGE = `Usage: npm run mails -- COMMAND [--json]

  list [--state STATE] [--user EMAIL-or-ID] [--limit N] [--before ID]
                       lists mails, newest first (default: queued and failed, 50);
                       STATE is one of queued, failed, sent, mailbox
  retry ID | --all     retries a mail, or all mails, now; skips expired links
  discard ID | --failed   discards a mail, or all failed mails, and deletes their content

A failed mail is not retried automatically: the provider rejected it, its link has
expired, or it was discarded. Mails that are being sent are skipped. So are notices
that are delayed because the mail limit of their recipient is reached (mail-budget).

  --json   prints JSON; use npm run --silent mails -- … to hide npm's own output
  --help   prints this help

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 mail or user not found.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

type Row<Rows extends readonly unknown[]> = Rows[number];
type Listed = Row<Awaited<ReturnType<typeof execute<'mails list'>>>['mails']>;
type Skipped = Row<Awaited<ReturnType<typeof execute<'mails retry'>>>['skipped']>;

const MAIL_COLUMNS: Column<Listed>[] = [
  ['id', ({ id }) => id],
  ['state', ({ state }) => state],
  ['kind', ({ kind }) => kind],
  ['user', ({ email }) => email],
  ['created', ({ created_at }) => shortInstant(created_at)],
  ['attempts', ({ attempts }) => attempts],
  [
    'next attempt',
    ({ leased_until, next_attempt_at }) => (leased_until ? 'in progress' : shortInstant(next_attempt_at)),
  ],
  ['last failure', ({ last_failure }) => last_failure],
  ['expires', ({ expires_at }) => shortInstant(expires_at)],
];

/** The rest of a sentence that begins with the ID. */
const REASONS: Record<Skipped['reason'], string> = {
  unknown: 'was not found. `mails list` shows the IDs of mails; a mail is deleted a day after it was created.',
  sent: 'was sent already.',
  mailbox: 'is in the mailbox and is never sent.',
  expired: 'has expired and is no longer sent.',
  wiped: 'was discarded, and its content is deleted.',
  'mail-budget': 'is delayed by the mail limit of its recipient and will be sent automatically.',
  'being-sent': 'is being sent now: try again in 30 seconds.',
};

const SKIPPED_COLUMNS: Column<Skipped>[] = [
  ['id', ({ id }) => id],
  ['skipped because it', ({ reason }) => REASONS[reason]],
];

const ACTIONS: Record<string, (args: string[]) => Promise<void>> = {
  list: async (args) => {
    const options = { state: text, user: text, limit: text, before: text, json: flag };
    const { json, user, ...page } = parseCommandLine(args, options, 0).values;
    const result = await execute('mails list', { user, ...page });
    if (json) return printJson(result);
    if (result.mails.length === 0) return print('No mails found.');
    print(formatTable(MAIL_COLUMNS, result.mails, terminalWidth()));
    if (result.next_before) print(`\nFor older mails, add --before ${result.next_before}`);
  },

  retry: async (args) => {
    const { values, positionals } = parseCommandLine(args, { all: flag, json: flag }, 1);
    const [id] = positionals;
    const { refusal, ...result } = await execute('mails retry', { id, all: values.all });
    if (refusal) throw new CommandError(NO_PROVIDER, EXIT.failed);
    if (id !== undefined) requireDone(result.skipped);
    if (values.json) return printJson(result);
    print(`${pluralize(result.retried, 'mail')} will be retried now, or when the server starts.`);
    printSkipped(result.skipped);
  },

  discard: async (args) => {
    const { values, positionals } = parseCommandLine(args, { failed: flag, json: flag }, 1);
    const [id] = positionals;
    const result = await execute('mails discard', { id, failed: values.failed });
    // Doing it twice is no error.
    if (id !== undefined) requireDone(result.skipped.filter(({ reason }) => reason !== 'wiped'));
    if (values.json) return printJson(result);
    print(`${pluralize(result.discarded, 'mail')} discarded.`);
    printSkipped(result.skipped);
  },
};

const NO_PROVIDER = 'No mail can be sent: set a mail provider with RESEND_API_KEY or SMTP_URL.';

/** @throws CommandError that says why the one mail was left as it is */
function requireDone([skipped]: Skipped[]): void {
  if (!skipped) return;
  const { id, reason } = skipped;
  throw new CommandError(`${id} ${REASONS[reason]}`, reason === 'unknown' ? EXIT.notFound : EXIT.failed);
}

function printSkipped(skipped: Skipped[]): void {
  if (skipped.length > 0) print(`\n${formatTable(SKIPPED_COLUMNS, skipped, terminalWidth())}`);
}

await main(() => act('mails', USAGE, ACTIONS));
