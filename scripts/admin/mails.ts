// npm run mails: lists the mail queue, retries and discards mails, while the server runs or not.
import type { ResultOf } from '../../lib/admin/commands';
import { CommandError, EXIT } from './command-error';
import { execute } from './execute';
import { print, printJson, terminalWidth } from './output';
import { createProgram, type JsonOption, runProgram, withJsonOption } from './program';
import { type Column, formatTable, pluralize, shortInstant } from './terminal';

type Listed = ResultOf<'mails list'>['mails'][number];
type Skipped = ResultOf<'mails retry'>['skipped'][number];

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

const NO_PROVIDER = 'No mail can be sent: set a mail provider with RESEND_API_KEY or SMTP_URL.';

const DESCRIPTION = `Shows and changes the mail queue, while the server runs or not.

A failed mail is not retried automatically: the provider rejected it, its link has expired, or it was discarded. Mails that are being sent are skipped. So are notices that are delayed because the mail limit of their recipient is reached (mail-budget).`;

const mails = createProgram('mails', DESCRIPTION, 'mail or user');

type ListOptions = JsonOption & { state?: string; user?: string; limit?: string; before?: string };

withJsonOption(mails.command('list'))
  .description('lists mails, newest first')
  .option('--state <state>', 'queued, failed, sent or mailbox (default: queued and failed)')
  .option('--user <email-or-id>', 'only mails to this user')
  .option('--limit <number>', 'at most so many mails (default: 50)')
  .option('--before <id>', 'only mails that are older than this one: the next page')
  .action(async ({ json, ...query }: ListOptions) => {
    const result = await execute('mails list', query);
    if (json) return printJson(result);
    if (result.mails.length === 0) return print('No mails found.');
    print(formatTable(MAIL_COLUMNS, result.mails, terminalWidth()));
    if (result.next_before) print(`\nFor older mails, add --before ${result.next_before}`);
  });

withJsonOption(mails.command('retry'))
  .description('retries a mail, or all mails, now; skips expired links')
  .argument('[id]', 'the mail')
  .option('--all', 'all queued and failed mails')
  .action(async (id: string | undefined, { json, all }: JsonOption & { all?: true }) => {
    const { refusal, ...result } = await execute('mails retry', { id, all });
    if (refusal) throw new CommandError(NO_PROVIDER, EXIT.failed);
    if (id !== undefined) requireDone(result.skipped);
    if (json) return printJson(result);
    print(`${pluralize(result.retried, 'mail')} will be retried now, or when the server starts.`);
    printSkipped(result.skipped);
  });

withJsonOption(mails.command('discard'))
  .description('discards a mail, or all failed mails, and deletes their content')
  .argument('[id]', 'the mail')
  .option('--failed', 'all failed mails')
  .action(async (id: string | undefined, { json, failed }: JsonOption & { failed?: true }) => {
    const result = await execute('mails discard', { id, failed });
    // A mail that was discarded before is no error.
    if (id !== undefined) requireDone(result.skipped.filter(({ reason }) => reason !== 'wiped'));
    if (json) return printJson(result);
    print(`${pluralize(result.discarded, 'mail')} discarded.`);
    printSkipped(result.skipped);
  });

/** @throws CommandError that says why the one mail was left as it is */
function requireDone([skipped]: Skipped[]): void {
  if (!skipped) return;
  const { id, reason } = skipped;
  throw new CommandError(`${id} ${REASONS[reason]}`, reason === 'unknown' ? EXIT.notFound : EXIT.failed);
}

function printSkipped(skipped: Skipped[]): void {
  if (skipped.length > 0) print(`\n${formatTable(SKIPPED_COLUMNS, skipped, terminalWidth())}`);
}

await runProgram(mails);
