import { expect, test } from 'playwright/test';
import { parseSince } from './since';

const NOW = new Date('2026-11-24T12:00:00Z');
const since = (text: string) => parseSince(text)?.(NOW).toISOString() ?? null;

for (const [text, at] of [
  ['24h', '2026-11-23T12:00:00.000Z'],
  ['7d', '2026-11-17T12:00:00.000Z'],
  ['90m', '2026-11-24T10:30:00.000Z'],
  ['0h', '2026-11-24T12:00:00.000Z'],
  ['2026-11-24T00:00Z', '2026-11-24T00:00:00.000Z'],
  ['2026-11-24T01:02:03.004Z', '2026-11-24T01:02:03.004Z'],
  ['2026-11-24T00:00:00+02:00', '2026-11-23T22:00:00.000Z'],
  ['2026-11-24', '2026-11-24T00:00:00.000Z'],
] as const) {
  test(`since ${text} is ${at}`, () => expect(since(text)).toBe(at));
}

for (const text of [
  '',
  'yesterday',
  '7',
  '-7d',
  '1.5h',
  '7 d',
  '7D',
  '123456d',
  '2026-02-30',
  '2026-11-24T00:00',
  '2026-11-24T25:00Z',
  '24/11/2026',
]) {
  test(`since "${text}" means nothing`, () => expect(since(text)).toBeNull());
}
