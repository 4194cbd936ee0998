import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import { lineWriter, relayLines } from './relay-lines.mjs';

test('what several processes write is relayed by whole lines', async () => {
  const [one, other] = [new PassThrough(), new PassThrough()];
  const lines: string[] = [];
  for (const stream of [one, other]) relayLines(stream, (line) => lines.push(line));
  one.write('{"a":');
  await setImmediate();
  other.write('{"b":2}\n{"c"');
  await setImmediate();
  one.write('1}\n');
  other.end(':3}');
  await setImmediate();
  expect(lines).toEqual(['{"b":2}\n', '{"a":1}\n', '{"c":3}\n']);
});

test('an output that is not read holds nobody up: lines are dropped, and their number is told', () => {
  const written: string[] = [];
  const output = { destroyed: false, writableLength: 0, write: (line: string) => written.push(line) > 0 };
  const write = lineWriter(output);
  write('first\n');
  output.writableLength = 2 * 1024 * 1024;
  write('second\n');
  write('third\n');
  output.writableLength = 0;
  write('fourth\n');
  expect(written).toEqual(['first\n', expect.stringContaining('"event":"log_dropped","lines":2'), 'fourth\n']);
  output.destroyed = true;
  write('fifth\n');
  expect(written).toHaveLength(3);
});
