// npm run mails: what the outbox holds, try it again now, give it up; while the server runs or not.

import { act, CommandError, EXIT, execute, main, parseCommandLine, print, printJson, terminalWidth } from './execute';
import { type Column, formatTable, pluralize, shortInstant } from './terminal';

const USAGE = `Usage: npm run mails -- COMMAND [--json]

  list [--state STATE] [--user EMAIL-or-ID] [--limit N] [--before ID]
                       mails, newest first; queued and failed unless STATE is one of
                       queued, failed, sent, mailbox; 50 unless told
  retry ID | --all     tries a mail again now, or all; never one whose link has expired
  discard ID | --failed   gives a mail up, or all that are failed, and wipes what they say

A failed mail is not tried again by itself: the provider refused it, its link has
expired, or it was discarded. What a worker is sending is left alone, and so is a
notice that waits because its recipient was sent too many mails (mail-budget).

  --json   prints JSON; npm run --silent mails -- … keeps npm's own lines out of it
  --help   prints this

Ends with 0 done, 1 could not, 2 wrong usage, 3 no such mail or user.`;

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
  ['next attempt', ({ leased_until, next_attempt_at }) => (leased_until ? 'under way' : shortInstant(next_attempt_at))],
  ['last failure', ({ last_failure }) => last_failure],
  ['expires', ({ expires_at }) => shortInstant(expires_at)],
];

/** How the sentence goes on that an id begins. */
const REASONS: Record<Skipped['reason'], string> = {
  unknown: 'is no mail’s id: `mails list` shows them, and they go a day after they were made.',
  sent: 'was sent.',
  mailbox: 'is shown in the mailbox, and is never sent.',
  expired: 'has expired, and is not sent any more.',
  wiped: 'was given up, and nothing of it is kept.',
  'mail-budget': 'waits until its recipient may be sent another mail, and then goes out by itself.',
  'being-sent': 'is being sent at this moment: try again in half a minute.',
};

const SKIPPED_COLUMNS: Column<Skipped>[] = [
  ['id', ({ id }) => id],
  ['left as it is', ({ reason }) => REASONS[reason]],
];

const ACTIONS: Record<string, (args: string[]) => Promise<void>> = {
  list: async (args) => {
    const options = { state: text, user: text, limit: text, before: text, json: flag };
    const { json, user, ...page } = parseCommandLine(args, options, 0).values;
    const result = await execute('mails list', { user, ...page });
    if (json) return printJson(result);
    if (result.mails.length === 0) return print('There are no such mails.');
    print(formatTable(MAIL_COLUMNS, result.mails, terminalWidth()));
    if (result.next_before) print(`\nOlder ones: --before ${result.next_before}`);
  },

  retry: async (args) => {
    const { values, positionals } = parseCommandLine(args, { all: flag, json: flag }, 1);
    const [id] = positionals;
    const { refusal, ...result } = await execute('mails retry', { id, all: values.all });
    if (refusal) throw new CommandError(NO_PROVIDER, EXIT.failed);
    if (id !== undefined) requireDone(result.skipped);
    if (values.json) return printJson(result);
    print(`${pluralize(result.retried, 'mail')} will be tried again at once, or when the server starts.`);
    printSkipped(result.skipped);
  },

  discard: async (args) => {
    const { values, positionals } = parseCommandLine(args, { failed: flag, json: flag }, 1);
    const [id] = positionals;
    const result = await execute('mails discard', { id, failed: values.failed });
    // Doing it twice is no error.
    if (id !== undefined) requireDone(result.skipped.filter(({ reason }) => reason !== 'wiped'));
    if (values.json) return printJson(result);
    print(`${pluralize(result.discarded, 'mail')} given up, and wiped.`);
    printSkipped(result.skipped);
  },
};

const NO_PROVIDER = 'No provider is set (RESEND_API_KEY or SMTP_URL), so nothing can be sent.';

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
