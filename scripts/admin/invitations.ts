// npm run invitations: lists and revokes invitations, while the server runs or not.
import type { ResultOf } from '../../lib/admin/commands';
import { CommandError, EXIT } from './command-error';
import { execute } from './execute';
import { print, printJson, terminalWidth } from './output';
import { createProgram, type JsonOption, runProgram, withJsonOption } from './program';
import { type Column, escapeControls, formatTable, shortInstant } from './terminal';

type Listed = ResultOf<'invitations list'>['invitations'][number];

const INVITATION_COLUMNS: Column<Listed>[] = [
  ['id', ({ id }) => id],
  ['email', ({ email }) => email],
  ['created', ({ created_at }) => shortInstant(created_at)],
  ['expires', ({ expires_at }) => shortInstant(expires_at)],
];

const DESCRIPTION = `Lists and revokes invitations, while the server runs or not.

\`npm run users -- invite EMAIL\` mails an invitation, \`npm run users -- create EMAIL\` prints one.`;

const invitations = createProgram('invitations', DESCRIPTION, 'invitation');

type ListOptions = JsonOption & { limit?: string; before?: string };

withJsonOption(invitations.command('list'))
  .description('lists the invitations that can be accepted, newest first')
  .option('--limit <number>', 'at most so many invitations (default: 1000)')
  .option('--before <id>', 'only invitations that are older than this one: the next page')
  .action(async ({ json, ...query }: ListOptions) => {
    const result = await execute('invitations list', query);
    if (json) return printJson(result.invitations);
    if (result.invitations.length === 0) return print('No invitations found.');
    print(formatTable(INVITATION_COLUMNS, result.invitations, terminalWidth()));
    if (result.next_before) print(`\nFor older invitations, add --before ${result.next_before}`);
  });

withJsonOption(invitations.command('revoke'))
  .description('makes an invitation invalid')
  .argument('<id>', 'the invitation')
  .action(async (id: string, { json }: JsonOption) => {
    const result = await execute('invitations revoke', { id });
    if (result.email === null) {
      const problem =
        'was not found: it was accepted, or deleted a day after its end. `invitations list` shows the others.';
      throw new CommandError(`${id} ${problem}`, EXIT.notFound);
    }
    if (json) return printJson(result);
    const named = escapeControls(`the invitation of ${result.email} (${id})`);
    print(result.changed ? `Revoked ${named}.` : `Nothing to do: ${named} is invalid already.`);
  });

await runProgram(invitations);
