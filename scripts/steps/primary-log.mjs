const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

/**
 * The same JSON lines as those of the workers (lib/observability/log.ts).
 * @param {string} leastLevel
 * @param {(line: string) => void} write
 */
export function createLog(leastLevel, write) {
  return (/** @type {'info' | 'error'} */ level, /** @type {object} */ fields, /** @type {string} */ msg) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(leastLevel)) return;
    write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg })}\n`);
  };
}
