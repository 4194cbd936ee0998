import { Socket } from 'node:net';
import { type DestinationStream, pino } from 'pino';

export type Log = ReturnType<typeof createLog>;

/** JSON lines on stdout: UTC, a level in words, ids and event names. Never a password, a token or an email. */
export function createLog(level: string) {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: errorFacts },
  };
  return pino(options, process.stdout instanceof Socket ? toPipe(process.stdout) : toFile());
}

/** What may wait for a reader. Lines beyond it are dropped and counted: a log that is not read delays no request. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** A reader that is gone. */
const ignore = () => {};

/** Node writes to pipes and sockets without holding a thread of the pool, or the end of the process; a terminal is waited for. */
function toPipe(pipe: Socket): DestinationStream {
  let dropped = 0;
  if (!pipe.listeners('error').includes(ignore)) pipe.on('error', ignore);
  return {
    write(line) {
      if (pipe.destroyed) return;
      if (pipe.writableLength > MAX_WAITING_BYTES) {
        dropped += 1;
        return;
      }
      if (dropped > 0) pipe.write(droppedLine(dropped));
      dropped = 0;
      pipe.write(line);
    },
  };
}

/** A disk that is full is tried again with each line. Not asynchronous: at its end the process would wait for the disk. */
function toFile(): DestinationStream {
  let dropped = 0;
  const file = pino.destination({ dest: 1, sync: true, maxLength: MAX_WAITING_BYTES });
  file.on('error', () => {});
  file.on('drop', () => {
    dropped += 1;
  });
  file.on('drain', () => {
    if (dropped > 0) file.write(droppedLine(dropped));
    dropped = 0;
  });
  return file;
}

const droppedLine = (lines: number): string =>
  `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), event: 'log_dropped', lines, msg: 'log lines were dropped: the output was not read' })}\n`;

/** The class and the stack, but not the message: a driver's or a parser's may quote what it was given. */
function errorFacts(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  const frames = error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12);
  return { type: error.name, code, stack: frames?.map((line) => line.trim()) };
}

const MINUTE_MS = 60_000;

/** Events that clients can cause a thousand times a second: the log has their number. */
const COUNTED_EVENTS = {
  requests_shed: 'requests rejected: overloaded or unavailable',
  origin_refused: 'requests from pages of other origins rejected',
  token_forged: 'tokens rejected: not signed by this installation',
  sign_in_locked: 'sign-ins rejected: account paused after too many attempts',
  body_too_large: 'requests rejected: body too large',
  invalid_link: 'links rejected: unknown, used or expired',
} as const;

export type CountedEvent = keyof typeof COUNTED_EVENTS;

/** To be called each time that it happens. */
export type EventCounters = Readonly<Record<CountedEvent, () => void>>;

/** Each event as a line of its own: at once, then its number by the minute. */
export function createEventCounters(
  log: { warn(fields: object, words: string): void },
  periodMs = MINUTE_MS,
): EventCounters {
  const events = Object.entries(COUNTED_EVENTS) as [CountedEvent, string][]; // its own keys
  const counts = events.map(([event, words]) => [
    event,
    logAtMostEvery((count) => log.warn({ event, count }, words), periodMs),
  ]);
  return Object.fromEntries(counts) as EventCounters; // the same keys
}

/**
 * For what may happen a thousand times a second.
 * @param tell told at once of the first, then no more than once in `periodMs` how many came since
 * @returns to be called each time that it happens
 */
export function logAtMostEvery(tell: (count: number) => void, periodMs = MINUTE_MS): () => void {
  let untold = 0;
  let isResting = false;
  const tellOnce = () => {
    isResting = untold > 0;
    if (!isResting) return;
    tell(untold);
    untold = 0;
    setTimeout(tellOnce, periodMs).unref();
  };
  return () => {
    untold += 1;
    if (!isResting) tellOnce();
  };
}
