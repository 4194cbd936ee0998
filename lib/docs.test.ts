import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { SETTING_NAMES } from './config/settings';
import { anchorIds } from './docs-pages/anchor-ids';

const projectDir = path.resolve(import.meta.dirname, '..');

/** A page by its path from the project, and its text. */
type Pages = ReadonlyMap<string, string>;

const files = [
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(projectDir, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file)),
];
const pages: Pages = new Map(files.map((file) => [file, readFileSync(path.join(projectDir, file), 'utf8')]));
const isThere = (file: string): boolean => existsSync(path.join(projectDir, file));

const readProject = (file: string): string => (isThere(file) ? readFileSync(path.join(projectDir, file), 'utf8') : '');

const withoutCode = (text: string): string => text.replace(/^```.*?^```$/gms, '');

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(text: string): string[] {
  const nextId = anchorIds();
  return [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => nextId(heading));
}

/** Links and pictures whose file or heading is not there. */
function brokenLinks(all: Pages, exists: (file: string) => boolean): string[] {
  return [...all].flatMap(([file, text]) => {
    const targets = withoutCode(text).matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g);
    return [...targets]
      .map(([, link, picture]) => link ?? picture ?? '')
      .filter((target) => !/^[a-z]+:/.test(target) && !leadsSomewhere(target, file, all, exists))
      .map((target) => `${file}: ${target}`);
  });
}

function leadsSomewhere(target: string, from: string, all: Pages, exists: (file: string) => boolean): boolean {
  const [to = '', anchor] = target.split('#');
  const file = to === '' ? from : path.join(path.dirname(from), to);
  if (!exists(file) && !all.has(file)) return false;
  return anchor === undefined || anchorsOf(all.get(file) ?? '').includes(anchor);
}

/** Commands that package.json does not have. */
function unknownCommands(text: string, scripts: readonly string[]): string[] {
  const named = text.matchAll(/\bnpm (?:run (?:--silent )?([a-z][\w:-]*)|(start|test)\b)/g);
  return [...named].map(([, run, short]) => run ?? short ?? '').filter((name) => !scripts.includes(name));
}

/** What looks like a setting and is none: other programs' variables, constants of the code, an example of a wrong name. */
const FOREIGN = [
  'ADDRESS_LIMITS',
  'ANSWERED_BY_ROUTES',
  'AUDIT_EVENTS',
  'AUTH_TRUST_HOST',
  'AUTH_URL',
  'DEFAULT_AUTHENTICATION_CLASSES',
  'FORMS_WITHOUT_A_PAGE',
  'FORMS_WITH_A_PAGE',
  'LINK_FOLDERS',
  'LINK_TEMPLATE_SETTINGS',
  'NODE_ENV',
  'POSTERN_ADDRESS',
  'POSTERN_URL',
  'POSTS_WITHOUT_FIELDS',
  'REQUIRE_VERIFIED_EMAILS',
  'TEMPLATES',
  'UPDATE_CLIENT_TYPES',
  'UPDATE_SCREENSHOT',
  'USER_ID_FIELD',
  'VALID_SECONDS',
];

/** Names in code, inline or as `NAME=value` in a block, that look like settings and are none. */
function unknownSettings(text: string): string[] {
  const inline = withoutCode(text).matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g);
  const assigned = text.matchAll(/^([A-Z]+(?:_[A-Z]+)+)=/gm);
  const names = [...inline, ...assigned].map(([, name = '']) => name);
  return names.filter((name) => !SETTING_NAMES.includes(name) && !FOREIGN.includes(name));
}

/** Settings without a row of their own, or with several. */
function settingsWithoutRow(text: string): string[] {
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
  return SETTING_NAMES.filter((name) => rows.filter((row) => row === name).length !== 1);
}

/** Files of the project that are named in code and are not there; a pattern (`<path>`, `*`) names none. */
function missingFiles(text: string, exists: (file: string) => boolean): string[] {
  const named = withoutCode(text).matchAll(/`((?:app|components|docs|e2e|lib|prisma|scripts)\/[^`\s]+\.\w+)`/g);
  return [...named].map(([, file = '']) => file).filter((file) => !/[<*]/.test(file) && !exists(file));
}

/** Blocks of code that are marked with a file of the tests (```` ```js file=e2e/… ````) and differ from it. */
function differingBlocks(text: string, read: (file: string) => string): string[] {
  const blocks = text.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms);
  return [...blocks].filter(([, file = '', code]) => read(file) !== code).map(([, file = '']) => file);
}

/** Guides in which no program gets tokens. */
const WITHOUT_TOKENS = ['app-server.md', 'forms.md', 'forward-authentication.md', 'next-app.md', 'same-origin.md'];

/** What a guide does not say although it is needed to verify tokens. */
function missingChecks(text: string): string[] {
  return ['issuer', 'audience', 'leeway'].filter((check) => !new RegExp(`\\b${check}\\b`, 'i').test(text));
}

/** Rows of tables with more than three columns, or with cells that are padded. */
function badRows(text: string): string[] {
  const rows = withoutCode(text).match(/^\|.*$/gm) ?? [];
  return rows.filter((row) => row.split('|').length > 5 || /\| {2}\S|\S {2,}\||-{4}/.test(row));
}

const { scripts } = JSON.parse(readFileSync(path.join(projectDir, 'package.json'), 'utf8'));

test('every link between the documents leads to a file and a heading that are there', () => {
  expect(brokenLinks(pages, isThere)).toEqual([]);
});

test('a link to a missing file, picture or heading is noticed', () => {
  const some: Pages = new Map([
    ['README.md', '[good](docs/a.md#the-host-header) [bad](docs/b.md) [bad](docs/a.md#port) <img src="docs/c.png">'],
    [
      'docs/a.md',
      '# A\n\n## The `Host` header\n\n[good](../README.md) [good](#a) [bad](#b) [good](https://example.com)',
    ],
  ]);
  const bad = ['README.md: docs/b.md', 'README.md: docs/a.md#port', 'README.md: docs/c.png', 'docs/a.md: #b'];
  expect(brokenLinks(some, () => false)).toEqual(bad);
});

for (const [file, text] of pages) {
  test(`${file} names commands, settings and files that exist`, () => {
    expect(unknownCommands(text, Object.keys(scripts))).toEqual([]);
    expect(unknownSettings(text)).toEqual([]);
    expect(missingFiles(text, isThere)).toEqual([]);
  });

  test(`${file} shows files as the tests run them`, () => {
    expect(differingBlocks(text, readProject)).toEqual([]);
  });

  test(`${file} has tables of at most three columns without padding`, () => {
    expect(badRows(text)).toEqual([]);
  });
}

test('a command, a setting or a file that does not exist is noticed', () => {
  const commands = 'npm start, npm test -- x, npm run --silent users -- list, npm run user, npm run bench:none';
  expect(unknownCommands(commands, ['start', 'test', 'users'])).toEqual(['user', 'bench:none']);
  expect(unknownSettings('`APP_URL=https://a`, `NODE_ENV`, `APP_URI`\n\n```sh\nDATA_FOLDER=x\n```')).toEqual([
    'APP_URI',
    'DATA_FOLDER',
  ]);
  expect(missingFiles('`lib/a.ts`, `lib/b.ts`, `app/<path>/route.ts`', (file) => file === 'lib/a.ts')).toEqual([
    'lib/b.ts',
  ]);
});

test('a block of code that differs from its file is noticed', () => {
  const text = '```js file=a.mjs\none();\n```\n\n```py file=b.py\nother()\n```\n\n```js\nthree();\n```\n';
  expect(differingBlocks(text, (file) => (file === 'a.mjs' ? 'one();\n' : 'two()\n'))).toEqual(['b.py']);
});

for (const [file, text] of pages) {
  const [, guide = ''] = /^docs\/integration\/(.*)$/.exec(file) ?? [];
  if (guide === '' || WITHOUT_TOKENS.includes(guide)) continue;
  test(`${file} names the issuer, the audience and the leeway of tokens`, () => {
    expect(missingChecks(text)).toEqual([]);
  });
}

test('a guide without one of them is noticed', () => {
  expect(missingChecks('The issuer is APP_URL. Leeways differ.')).toEqual(['audience', 'leeway']);
});

test('a table that is wide or padded is noticed', () => {
  const bad = ['| a | b | c | d |', '| a   | b |', '|-----|---|'];
  expect(badRows(['| a | b | c |', '|---|---|---|', '| | b | |', ...bad].join('\n'))).toEqual(bad);
});

test('docs/settings.md has a row for every setting', () => {
  expect(settingsWithoutRow(pages.get('docs/settings.md') ?? '')).toEqual([]);
});

test('a setting without a row is noticed, and one with two', () => {
  const rows = SETTING_NAMES.map((name) => `| \`${name}\` | text | effect |`);
  expect(settingsWithoutRow(rows.slice(1).join('\n'))).toEqual(SETTING_NAMES.slice(0, 1));
  expect(settingsWithoutRow([...rows, rows[0]].join('\n'))).toEqual(SETTING_NAMES.slice(0, 1));
});

test('a decision has at most 40 lines', () => {
  const decisions = [...pages].filter(([file]) => file.startsWith('docs/decisions/0'));
  expect(decisions.length).toBeGreaterThan(10);
  expect(decisions.filter(([, text]) => text.split('\n').length > 41).map(([file]) => file)).toEqual([]);
});
