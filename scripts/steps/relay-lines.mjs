// One log of several processes: what they write to pipes goes out line by line, so that no line is inside another.

/** What may wait for a reader. Lines beyond it are dropped and counted: a log that is not read holds no process up. */
const MAX_WAITING_BYTES = 1024 * 1024;

/**
 * Hands each line over once it is complete, and what is left at the end as the last one.
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} write given the line with its end
 */
export function relayLines(stream, write) {
  let rest = '';
  stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) write(`${line}\n`);
  });
  stream.on('end', () => {
    if (rest !== '') write(`${rest}\n`);
  });
}

/**
 * @param {Pick<import('node:stream').Writable, 'destroyed' | 'writableLength' | 'write'>} output
 * @returns {(line: string) => void} writes a line, unless too much waits for the reader of `output`
 */
export function lineWriter(output) {
  let dropped = 0;
  return (line) => {
    if (output.destroyed) return;
    if (output.writableLength > MAX_WAITING_BYTES) {
      dropped += 1;
      return;
    }
    if (dropped > 0) output.write(droppedLine(dropped));
    dropped = 0;
    output.write(line);
  };
}

/** @param {number} lines */
const droppedLine = (lines) =>
  `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), event: 'log_dropped', lines, msg: 'log lines were dropped: the output was not read' })}\n`;
