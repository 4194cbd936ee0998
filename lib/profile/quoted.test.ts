import { expect, test } from 'playwright/test';
import { quoted } from './quoted';

for (const [text, expected] of [
  ['plan', '"plan"'],
  ['a "b"\n', '"a \\"b\\"\\n"'],
  ['a\u2028b\u2029c', '"a\\u2028b\\u2029c"'],
  ['x'.repeat(60), `"${'x'.repeat(60)}"`],
  ['x'.repeat(61), `"${'x'.repeat(60)}…"`],
] as const) {
  test(`${expected} is one line in quotes`, () => {
    expect(quoted(text)).toBe(expected);
  });
}
