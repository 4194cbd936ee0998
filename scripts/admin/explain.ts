// npm run explain: why a token is refused here, or what happened in a request, while the server runs or not.
import { text as textOf } from 'node:stream/consumers';
import type { ResultOf } from '../../lib/admin/commands';
import { CommandError, EXIT } from './command-error';
import { eventColumns } from './event-columns';
import { execute } from './execute';
import { print, printJson, terminalWidth } from './output';
import { createProgramWithCodes, type JsonOption, runProgram, withJsonOption } from './program';
import { type Column, escapeControls, formatKeyValues, formatTable } from './terminal';

type Explanation = ResultOf<'explain'>;
type OfToken = Extract<Explanation, { subject: 'token' }>;
type OfRequest = Extract<Explanation, { subject: 'request' }>;

const DESCRIPTION = `Says why a token is refused here, or that it is good; or what happened in a request.

Takes an access, refresh or ID token, a mailed link or its token, an invitation, a session cookie, or a request ID (the response header X-Request-Id). It never prints the token, and changes nothing.

A token on the command line stays in the history of the shell, other users of the machine can see it, and npm prints it unless it runs with --silent. With - it is read from the standard input.`;

const EXIT_CODES = '0 good, 1 refused or failed, 2 wrong usage, 3 nothing is recorded of the request';

const explain = createProgramWithCodes('explain', DESCRIPTION, EXIT_CODES)
  .argument('<token-or-request-id>', 'what to explain; - reads it from the standard input')
  .option('--as <type>', 'how the token was used: access or refresh (default: as what it is)');

/** Longer than any token of Postern, and short enough for the control socket. */
const MAX_LENGTH = 15_000;

withJsonOption(explain).action(async (given: string, { json, as }: JsonOption & { as?: string }) => {
  const subject = given === '-' ? await textOf(process.stdin) : given;
  if (Buffer.byteLength(subject) > MAX_LENGTH) {
    const found = `found ${Buffer.byteLength(subject)} bytes, expected at most ${MAX_LENGTH}`;
    throw new CommandError(`Refused: this is longer than any token of Postern (${found}).`, EXIT.failed);
  }
  const result = await execute('explain', { text: subject, as });
  if (json) printJson(result);
  else print(result.subject === 'token' ? tokenInWords(result) : requestInWords(result));
  process.exitCode = exitCodeOf(result);
});

function exitCodeOf(result: Explanation): number {
  if (result.subject === 'token') return result.good ? EXIT.done : EXIT.failed;
  return result.events.length > 0 ? EXIT.done : EXIT.notFound;
}

function tokenInWords({ kind, good, reasons, facts, notes }: OfToken): string {
  const isA = `this is ${/^[aei]/i.test(kind) ? 'an' : 'a'} ${kind}`;
  const verdict = good ? `Good: ${isA} that is accepted here.` : `Refused: ${isA} that is not accepted here.`;
  const why = reasons.map(({ cause, message, found, expected }) =>
    [
      escapeControls(`${cause}: ${message}`),
      indent(
        formatKeyValues([
          ['found', found],
          ['expected', expected],
        ]),
      ),
    ].join('\n'),
  );
  const known = Object.entries(facts);
  return [verdict, ...why, ...notes.map(escapeControls), ...(known.length > 0 ? [formatKeyValues(known)] : [])].join(
    '\n\n',
  );
}

const indent = (lines: string): string => lines.replace(/^/gm, '  ');

const LOG_COLUMNS: Column<OfRequest['events'][number]>[] = [
  ['log level', ({ log_level }) => log_level],
  ['log message', ({ log_message }) => log_message],
];

function requestInWords({ request_id: id, length, events, notes }: OfRequest): string {
  const what =
    id !== null
      ? [
          `Request ${escapeControls(id)}, oldest event first:`,
          formatTable([...COLUMNS, ...LOG_COLUMNS], events, terminalWidth()),
        ]
      : [
          `Nothing is recorded of a request with this ID. If this was meant to be the token of a link: that has 43 characters, and this has ${length}.`,
        ];
  return [...what, ...notes.map(escapeControls)].join('\n\n');
}

const COLUMNS = eventColumns({ withUser: true }).filter(([heading]) => heading !== 'request');

/** Tokens of links and request IDs may begin with a hyphen, as options do: behind `--` they are none. */
const HYPHENATED = /^-[\w-]{15}$|^-[\w-]{42}$/;
const hyphenated = process.argv.slice(2).find((word) => HYPHENATED.test(word));
if (hyphenated !== undefined) {
  const others = process.argv.slice(2).filter((word) => word !== hyphenated && word !== '--');
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...others, '--', hyphenated);
}

await runProgram(explain);
