import { expect, test } from 'playwright/test';
import { ratioTable } from './ratios';
import { type Column, cell, table } from './report';
import type { Sample } from './samples';
import { toSvg } from './svg-plot';

const COLUMNS: Column[] = [
  { name: 'postern', label: 'Postern', isInstalled: true },
  { name: 'empty', label: 'empty Next', isInstalled: true },
  { name: 'simplejwt', label: 'simplejwt', isInstalled: false },
];

const sample = (server: string, figure: string, value: number): Sample => ({ server, figure, value });

const SAMPLES: Sample[] = [
  sample('postern', 'rate/me/16', 800),
  sample('empty', 'rate/me/16', 2000),
  sample('postern', 'rate/me/16', 1000),
  sample('empty', 'rate/me/16', 2000),
  sample('postern', 'rate/me/16', 1500),
  sample('empty', 'rate/me/16', 2100),
  sample('postern', 'start', 1200),
  sample('machine', 'bcrypt', 11),
];

test('a cell has the median of the rounds and their range', () => {
  expect(cell([800, 1500, 1000])).toBe('1,000 (800–1,500)');
  expect(cell([64.25])).toBe('64.3');
  expect(cell([])).toBe('–');
});

test('a table has a row for each figure that was measured and a column for each server', () => {
  expect(table(SAMPLES, COLUMNS, [16])).toBe(
    [
      '| work | Postern | empty Next | simplejwt |',
      '|---|---|---|---|',
      '| me /s, 16 connections | 1,000 (800–1,500) | 2,000 (2,000–2,100) | not installed |',
      '| start to first page, ms | 1,200 | – |  |',
    ].join('\n'),
  );
});

test('a ratio is that of the medians, and is left out where a value is missing', () => {
  expect(ratioTable(SAMPLES)).toBe(
    [
      '| Postern | this run | goal |',
      '|---|---|---|',
      '| me to an empty Next handler | 0.50 | ≥ 0.6 |',
      '| start to first page, ms | 1,200 | ≤ 1,000 |',
    ].join('\n'),
  );
  expect(ratioTable([])).toBe('');
});

test('a plot has a bar for each value, as long as its share of the largest', () => {
  const long = `npm run bench ${'--setting=LOG_LEVEL=error '.repeat(6)}`.trim();
  const svg = toSvg(SAMPLES, COLUMNS, ['a <fact>', long]);
  const widths = [...svg.matchAll(/<rect class="(\w+)" x="\d+" y="\d+" width="([\d.]+)"/g)].map(([, kind, width]) => [
    kind,
    Number(width),
  ]);
  expect(widths).toEqual([
    ['own', 219],
    ['other', 438],
    ['own', 438],
  ]);
  expect(svg).toContain('a &lt;fact&gt;');
  const notes = [...svg.matchAll(/<text class="note"[^>]*>([^<]*)</g)].map(([, note]) => note ?? '');
  expect(notes.slice(1).join(' ')).toBe(long);
  expect(Math.max(...notes.map((note) => note.length))).toBeLessThanOrEqual(110);
});
