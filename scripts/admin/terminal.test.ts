import { expect, test } from 'playwright/test';
import {
  type Column,
  escapeControls,
  escapeControlsInJson,
  formatKeyValues,
  formatTable,
  pluralize,
  shortInstant,
} from './terminal';

type Bird = { name: string; eggs: number | null };

const COLUMNS: Column<Bird>[] = [
  ['name', ({ name }) => name],
  ['eggs', ({ eggs }) => eggs],
];
const BIRDS: Bird[] = [
  { name: 'heron', eggs: 4 },
  { name: 'grey wagtail', eggs: null },
];

test('columns are aligned under their headings, and a missing value is a dash', () => {
  expect(formatTable(COLUMNS, BIRDS, 80)).toBe('NAME          EGGS\nheron         4\ngrey wagtail  -');
});

test('a table too wide for the terminal is written as facts', () => {
  expect(formatTable(COLUMNS, BIRDS, 17)).toBe('name  heron\neggs  4\n\nname  grey wagtail\neggs  -');
});

test('facts are aligned', () => {
  expect(
    formatKeyValues([
      ['id', 'a'],
      ['e-mail', 'b'],
    ]),
  ).toBe('id      a\ne-mail  b');
});

test('nothing that steers a terminal gets through', () => {
  expect(escapeControls('a\u001b[2Jb\nc\u009bd\u202ee\u{e0041}')).toBe(
    'a\\u001b[2Jb\\u000ac\\u009bd\\u202ee\\udb40\\udc41',
  );
  expect(formatTable(COLUMNS, [{ name: '\u001b]0;owned\u0007', eggs: 1 }], 80)).toContain('\\u001b]0;owned\\u0007  1');
});

test('JSON has nothing that steers a terminal, and means the same', () => {
  const value = { agent: '\u001b[2J\u009b\u007f\u202e\u2028 \u{e0041}', list: [1] };
  const json = escapeControlsInJson(value);
  expect(JSON.parse(json)).toEqual(value);
  expect(json.replaceAll('\n', '')).toMatch(/^[\x20-\x7e]*$/);
  expect(json).toContain('\n  "list": [\n');
});

test('an instant is shown to the second', () => {
  expect(shortInstant('2026-11-24T12:00:00.123Z')).toBe('2026-11-24 12:00:00Z');
  expect(shortInstant(null)).toBeNull();
});

test('one thing is counted in the singular', () => {
  expect([0, 1, 2].map((number) => pluralize(number, 'mail'))).toEqual(['0 mails', '1 mail', '2 mails']);
});
