// npm run audit: what happened to accounts, while the server runs or not.

import { eventColumns } from './event-columns';
import { execute, main, parseCommandLine, print, printJson, terminalWidth } from './execute';
import { formatTable } from './terminal';

const USAGE = `Usage: npm run audit -- [options]

The audit trail, newest first.

  --user EMAIL-or-ID   of one user; the id of a deleted one is a pseudonym
  --event NAME         of one kind, such as authn_login_fail
  --since INSTANT      not before 2026-11-24T00:00Z, or 24h ago, or 7d
  --limit N            50 unless told
  --json               prints JSON; npm run --silent audit -- … keeps npm's own lines out of it
  --help               prints this

Ends with 0 done, 1 could not, 2 wrong usage, 3 no such user.`;

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
      : 'Nothing of that happened.',
  );
});
