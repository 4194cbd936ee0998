import { pino } from 'pino';

export type Log = ReturnType<typeof createLog>;

/** JSON lines on stdout: UTC, a level in words, ids and event names. Never a password, a token or an e-mail. */
export function createLog(level: string) {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: errorFacts },
  });
}

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
