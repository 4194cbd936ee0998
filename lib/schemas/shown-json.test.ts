import { expect, test } from 'playwright/test';
import { shownJson } from './shown-json';

const nested = (open: string, close: string, depth: number) => JSON.parse(open.repeat(depth) + 1 + close.repeat(depth));

for (const [value, shown] of [
  ['a', '"a"'],
  [null, 'null'],
  [undefined, ''],
  [{ a: [1] }, '{"a":[1]}'],
  [nested('[', ']', 8000), '[…]'],
  [nested('{"a":', '}', 8000), '{…}'],
] as const) {
  test(`a value is shown as ${shown === '' ? 'nothing' : shown}`, () => {
    expect(shownJson(value)).toBe(shown);
  });
}
