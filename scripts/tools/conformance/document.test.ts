import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { toMarkdown } from './markdown.mjs';
import { PATHS } from './paths.mjs';
import { GROUPS } from './rows.mjs';

const page = path.resolve(import.meta.dirname, '..', '..', '..', 'docs', 'conformance.md');
const text = readFileSync(page, 'utf8');

test('docs/conformance.md has a copy of the rows', () => {
  const copy = /<!-- rows -->\n\n(.*)\n\n<!-- \/rows -->/s.exec(text)?.[1];
  expect(copy, `Between the markers of docs/conformance.md belongs:\n${toMarkdown()}\n`).toBe(toMarkdown());
});

test('docs/conformance.md has the paths of both kinds of servers', () => {
  const { unknown: _unknown, logout: _logout, ...postern } = PATHS.postern;
  const isPath = (entry: [string, unknown]): entry is [keyof typeof postern, string] => typeof entry[1] === 'string';
  for (const [name, posternPath] of Object.entries(postern).filter(isPath)) {
    expect(text).toContain(`| \`${posternPath}\` | \`${PATHS.djoser[name]}\` |`);
  }
});

test('a difference differs, and no two rows of a group have one name', () => {
  for (const rows of Object.values(GROUPS)) {
    expect(new Set(rows.map(({ feature }) => feature)).size).toBe(rows.length);
    for (const { expected, simplejwt } of rows) expect(simplejwt?.expected).not.toBe(expected);
  }
});
