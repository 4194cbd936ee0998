import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';

const projectDir = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(projectDir, file), 'utf8');

const NOT_MET = '*not met*';

type Requirement = { id: string; sentence: string; shownBy: string };

function requirementsIn(text: string): Requirement[] {
  const rows = text.split('\n').filter((line) => /^\| [A-Z](-[A-Z])?\d+ \|/.test(line));
  return rows.map((row) => {
    const [, id = '', sentence = '', shownBy = ''] = row.split('|').map((cell) => cell.trim());
    return { id, sentence, shownBy };
  });
}

/** `test('title',`, `test.describe(\`a title of ${parts}\`,` or, for a title from a table, `test(title,`. */
const DECLARATION = /^( *)test(\.describe)?\(\s*(?:(['"`])(.*?)\3|(\w+)),/gm;
const LITERAL = /(['"])((?:(?!\1|\\|\n).)+)\1/g;

/**
 * Every title in a file of tests, *describe › test*, as patterns: `${…}` in a title stands for anything, and a title from
 * a table for each text in the file.
 */
function titlesIn(source: string): string[] {
  const literals = [...source.matchAll(LITERAL)].map(([, , text = '']) => escapePattern(text));
  const groups: { indent: number; title: string }[] = [];
  return [...source.matchAll(DECLARATION)].flatMap(([, { length: indent } = '', describe, , title, variable]) => {
    while ((groups.at(-1)?.indent ?? -1) >= indent) groups.pop();
    const patterns = variable === undefined ? [toPattern(title ?? '')] : literals;
    if (describe) {
      groups.push({ indent, title: patterns[0] ?? '' });
      return [];
    }
    return patterns.map((pattern) => [...groups.map((group) => group.title), pattern].join(' › '));
  });
}

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const toPattern = (title: string): string =>
  title
    .split(/\$\{[^}]*\}/)
    .map(escapePattern)
    .join('.+');

/** Rows whose test does not exist. */
function unknownTests(requirements: readonly Requirement[], patterns: readonly string[]): string[] {
  const known = new RegExp(`^(?:${patterns.join('|')})$`);
  return requirements.map(({ shownBy }) => shownBy).filter((shownBy) => shownBy !== NOT_MET && !known.test(shownBy));
}

/** The letters first, then the number. */
const orderOf = (id: string): [string, number] => [id.replace(/\d+$/, ''), Number(/\d+$/.exec(id)?.[0])];

function isInOrder(one: string, other: string): boolean {
  const [[letters, number], [laterLetters, laterNumber]] = [orderOf(one), orderOf(other)];
  return letters === laterLetters ? number <= laterNumber : letters < laterLetters;
}

const sources = ['lib', 'e2e', 'components', 'scripts'].flatMap((folder) =>
  readdirSync(path.join(projectDir, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(test|spec)\.tsx?$/.test(file))
    .map((file) => read(path.join(folder, file))),
);
const requirements = requirementsIn(read('SECURITY.md'));

test('every requirement of SECURITY.md names a test that exists, or says that it is not met', () => {
  expect(requirements.length).toBeGreaterThan(100);
  const titles = sources.flatMap(titlesIn);
  expect(unknownTests(requirements, titles)).toEqual([]);
  // No title is so general that it stands for every other.
  expect(unknownTests([{ id: 'F1', sentence: '', shownBy: 'a test that does not exist' }], titles)).toHaveLength(1);
});

test('a requirement whose test was renamed, or is quoted without its describe, is noticed', () => {
  const source = `
test.describe('a link', () => {
  test('works once', async () => {});
  test(\`is for \${one} alone\`, async () => {});
});
test('the clock jumps', () => {});`;
  const withTable = `
for (const [title] of [['from a table']]) {
  test(title, () => {});
}`;
  const row = (shownBy: string) => ({ id: 'F1', sentence: '', shownBy });
  const good = ['a link › works once', 'a link › is for ada alone', 'the clock jumps', 'from a table', NOT_MET];
  const bad = ['works once', 'a link › works twice', 'a link › the clock jumps', 'a link › is for alone', ''];
  expect(unknownTests([...good, ...bad].map(row), [source, withTable].flatMap(titlesIn))).toEqual(bad);
});

test('the requirements of SECURITY.md are sorted, and their letters are explained', () => {
  const ids = requirements.map(({ id }) => id);
  expect(ids.filter((id, index) => index > 0 && !isInOrder(ids[index - 1] ?? '', id))).toEqual([]);
  expect(['R-P2', 'R-P10', 'R-S1'].map((id) => isInOrder('R-P9', id))).toEqual([false, true, true]);
  const explained = [...read('SECURITY.md').matchAll(/^\| ([A-Z](?:-[A-Z])?) \|/gm)].map(([, letters]) => letters);
  expect(ids.filter((id) => !explained.includes(orderOf(id)[0]))).toEqual([]);
});
