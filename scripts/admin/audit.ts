// npm run audit: what happened to accounts, while the server runs or not.
import { eventColumns } from './event-columns';
import { execute } from './execute';
import { print, printJson, terminalWidth } from './output';
import { createProgram, type JsonOption, runProgram, withJsonOption } from './program';
import { formatTable } from './terminal';

type AuditOptions = JsonOption & { user?: string; event?: string; since?: string; limit?: string };

const audit = createProgram('audit', 'Shows the audit trail, newest events first.', 'user')
  .option('--user <email-or-id>', 'only events of this user; a deleted user has a pseudonymous ID')
  .option('--event <name>', 'only this event, such as authn_login_fail')
  .option('--since <time>', 'only events since then: 2026-11-24T00:00Z, 24h or 7d')
  .option('--limit <number>', 'at most so many events (default: 50)');

withJsonOption(audit).action(async ({ json, ...query }: AuditOptions) => {
  const result = await execute('audit', query);
  if (json) return printJson(result);
  print(
    result.events.length > 0
      ? formatTable(eventColumns({ withUser: true }), result.events, terminalWidth())
      : 'No events found.',
  );
});

await runProgram(audit);
