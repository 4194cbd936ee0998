// npm run audit: what happened to accounts, while the server runs or not.

import { eventColumns } from './event-columns';
import { execute, main, parseCommandLine, print, printJson, terminalWidth } from './execute';
import { formatTable } from './terminal';

const USAGE = `Usage: npm run audit -- [options]

Shows the audit trail, newest events first.

  --user EMAIL-or-ID   only events of this user; a deleted user has a pseudonymous ID
  --event NAME         only this event, such as authn_login_fail
  --since TIME         only events since TIME, such as 2026-11-24T00:00Z, 24h or 7d
  --limit N            at most N events (default: 50)
  --json               prints JSON; use npm run --silent audit -- … to hide npm's own output
  --help               prints this help

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 user not found.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

await main(async () => {
  const args = process.argv.slice(2);
  if (args.some((each) => each === '--help' || each === '-h')) return print(USAGE);
  const { values } = parseCommandLine(args, { user: text, event: text, since: text, limit: text, json: flag }, 0);
  const { json, user, ...rest } = values;
  const result = await execute('audit', { user, ...rest });
  if (json) return printJson(result);
  print(
    result.events.length > 0
      ? formatTable(eventColumns({ withUser: true }), result.events, terminalWidth())
      : 'No events found.',
  );
});
