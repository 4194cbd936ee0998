import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';

const projectDir = path.resolve(import.meta.dirname, '..');

/** Modules that the browser loads too. */
const BROWSER = ['errors', 'form-result', 'password-policy', 'paths', 'schemas', 'theme'].map((name) => `lib/${name}`);
/** Modules that any folder of `lib` may use. */
const BASE = [...BROWSER, 'lib/oauth-error', 'lib/observability', 'lib/time', 'lib/timeouts', 'lib/uniform-timing'];

type Row = [files: string, mayImport: readonly string[]];

/**
 * Which files may import which. The first row that covers a file counts. A name covers the file or folder and all below
 * it, `*` stands for one name and `**` for any number; `type ` allows a type import only. Every file may import its own
 * folder. CONTRIBUTING.md has a copy, which a test compares.
 */
const ROWS: readonly Row[] = [
  ['instrumentation.ts', ['lib/server', 'lib/http/before-next']],
  ['proxy.ts', ['lib/http/before-next/content-security-policy']],
  ['app/auth/openapi.json', ['app/**/route', 'lib/http', 'lib/openapi', 'lib/paths']],
  [
    'app/**/route.ts',
    [
      'lib/http',
      'lib/auth',
      'lib/mail/mailbox',
      'lib/mail/mail-faults',
      'lib/profile',
      'lib/registry',
      'lib/docs-pages',
      ...BROWSER,
    ],
  ],
  ['app/**/*-data.ts', ['lib/http', 'lib/auth', 'lib/mail/mailbox', 'lib/profile', 'lib/docs-pages', ...BROWSER]],
  ['app', ['app', 'components', 'lib/http/next-path', 'lib/http/page-context', ...BROWSER]],
  ['components/account', ['components/forms', 'components/ui', 'type lib/profile', ...BROWSER]],
  ['components/docs', ['components/ui', ...BROWSER]],
  ['components/forms', ['components/ui', 'type lib/profile', ...BROWSER]],
  ['components/registry', []],
  ['components/ui', ['lib/theme', 'type lib/errors']],
  [
    'scripts/admin',
    ['scripts/steps', 'lib/admin', 'lib/server/compose', 'lib/config', 'lib/data', 'lib/keys', 'lib/observability'],
  ],
  ['scripts', ['scripts', 'lib/config', 'lib/data', 'lib/keys']],
  ['e2e', ['e2e', 'scripts/tools']],
  [
    'lib/openapi',
    ['lib/auth/well-known', 'lib/http', 'lib/profile', 'type lib/auth', 'type lib/config', 'type lib/mail', ...BASE],
  ],
  [
    'lib/server',
    [
      'lib/admin',
      'lib/auth',
      'lib/audit',
      'lib/service',
      'lib/context',
      'lib/http/before-next',
      'lib/keys',
      'lib/mail',
      'lib/rate-limits',
      'lib/data',
      'lib/hashing',
      'lib/keyed-mutex',
      'lib/config',
      'lib/crypto',
      'lib/tokens',
      ...BASE,
    ],
  ],
  [
    'lib/admin',
    [
      'lib/auth',
      'lib/audit',
      'lib/context',
      'lib/system-context',
      'lib/data',
      'lib/mail',
      'lib/profile',
      'lib/tokens',
      ...BASE,
    ],
  ],
  [
    'lib/http/before-next',
    ['lib/service', 'lib/config/registered-app', 'type lib/config', 'lib/rate-limits/client-subnet', ...BASE],
  ],
  [
    'lib/http',
    [
      'lib/http/before-next',
      'lib/service',
      'lib/context',
      'type lib/config',
      'lib/crypto',
      'lib/data/database-errors',
      'lib/rate-limits/policy',
      'lib/rate-limits/client-subnet',
      ...BASE,
    ],
  ],
  [
    'lib/auth',
    [
      'lib/audit',
      'lib/context',
      'lib/system-context',
      'lib/config/registered-app',
      'lib/data',
      'lib/mail',
      'lib/profile',
      'lib/rate-limits',
      'lib/tokens',
      'type lib/hashing',
      ...BASE,
    ],
  ],
  ['lib/audit', ['lib/context', 'lib/data', 'lib/tokens', ...BASE]],
  ['lib/system-context.ts', ['lib/context']],
  ['lib/service.ts', ['type lib/config', 'lib/context', ...BASE]],
  [
    'lib/context.ts',
    [
      'type lib/config',
      'type lib/crypto',
      'type lib/data',
      'type lib/hashing',
      'type lib/keyed-mutex',
      'type lib/mail',
      'type lib/rate-limits',
      'type lib/tokens',
      ...BASE,
    ],
  ],
  ['lib/keys', ['lib/data', 'lib/crypto', 'lib/tokens', 'type lib/hashing', ...BASE]],
  ['lib/mail', ['lib/data', 'type lib/crypto', 'type lib/config', 'lib/rate-limits/policy', ...BASE]],
  ['lib/rate-limits', ['lib/data', 'type lib/crypto', ...BASE]],
  ['lib/data', ['lib/time', 'lib/timeouts']],
  ['lib/hashing', ['lib/errors', 'lib/timeouts']],
  ['lib/keyed-mutex.ts', ['lib/errors', 'lib/timeouts']],
  ['lib/config', ['lib/data/postgres/url', 'lib/profile', 'lib/time']],
  ['lib/profile', ['type lib/form-result', 'lib/schemas']],
  ['lib/crypto', ['lib/time']],
  ['lib/tokens', ['lib/schemas/shown-json', 'lib/time']],
  ['lib/schemas', ['type lib/password-policy']],
  ['lib/client', []],
  ['lib/registry', []],
  ['lib/docs-pages', []],
  ['lib/*.ts', []],
];

/** A feature of `lib/auth` imports itself and those before it. */
const FEATURES = [
  'links',
  'profile',
  'sessions',
  'sign-in',
  'passwords',
  'email-address',
  'registration',
  'account',
  'oidc',
  'well-known',
] as const;

/** The one home that a package has in `lib` and `components`. */
const HOMES: Readonly<Record<string, RegExp>> = {
  '@electric-sql/pglite': /^lib\/data\//,
  '@prisma/adapter-pg': /^lib\/data\//,
  '@prisma/client': /^lib\/data\//,
  '@prisma/driver-adapter-utils': /^lib\/data\//,
  '@prisma/schema-engine-wasm': /^lib\/data\//,
  '@react-email/components': /^lib\/mail\//,
  '@zxcvbn-ts/language-common': /^lib\/hashing\//,
  bcrypt: /^lib\/hashing\//,
  bowser: /^lib\/audit\//,
  'content-type': /^lib\/http\//,
  'ipaddr.js': /^lib\/(http\/before-next|rate-limits)\//,
  jose: /^lib\/(client\/next|tokens|keys)\//,
  marked: /^lib\/docs-pages\//,
  nodemailer: /^lib\/mail\//,
  pg: /^lib\/data\//,
  'pglite-prisma-adapter': /^lib\/data\//,
  pino: /^lib\/observability\//,
  'proxy-addr': /^lib\/http\/before-next\//,
  'react-hook-form': /^components\//,
  resend: /^lib\/mail\//,
  uuid: /^lib\/tokens\//,
  zod: /^lib\/(admin|config|http|openapi|profile|schemas)\//,
};

/** Without the packages that Next and React are, which pages and components use as they like. */
const OF_FRAMEWORK = /^(next|react|react-dom|tsx)(\/|$)|^(node|playwright):?/;

const FOLDERS = ['app', 'components', 'lib', 'scripts', 'e2e'];
const isSource = (file: string) => /\.(tsx?|mjs)$/.test(file) && !file.startsWith('lib/data/generated/');
const isTest = (file: string) => /\.(test|spec)\.tsx?$/.test(file);

const files = [
  ...FOLDERS.flatMap((folder) =>
    readdirSync(path.join(projectDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(projectDir, path.join(entry.parentPath, entry.name))),
  ).filter(isSource),
  'instrumentation.ts',
  'proxy.ts',
].sort();
const sources = files.filter((file) => !isTest(file) || file.startsWith('e2e/'));
const known = new Set(files);

const textOf = (file: string) => readFileSync(path.join(projectDir, file), 'utf8');

type Import = { name: string; isType: boolean };

/** What a file imports: packages by name, our own files by their path from the project. */
function importsOf(file: string): Import[] {
  const text = textOf(file).replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const found = text.matchAll(/(?:\b(import|export)\b([^'";]*?)\bfrom|\bimport|\brequire)\s*\(?\s*'([^'\s,]+)'/g);
  return [...found].map(([, , clause = '', specifier = '']) => ({
    name: toName(file, specifier),
    isType: /^\s*type\b/.test(clause),
  }));
}

function toName(file: string, specifier: string): string {
  if (specifier.startsWith('@/')) return withExtension(specifier.slice(2));
  if (!specifier.startsWith('.')) return specifier;
  return withExtension(path.relative(projectDir, path.resolve(projectDir, path.dirname(file), specifier)));
}

const withExtension = (name: string): string =>
  [name, `${name}.ts`, `${name}.tsx`].find((each) => known.has(each)) ?? name;

const isOurs = (name: string): boolean => /^(app|components|lib|scripts|e2e)\//.test(name) || known.has(name);

/** Whether a name of the table covers a file. */
function covers(name: string, file: string): boolean {
  const pattern = name
    .replace(/\.tsx?$/, '')
    .replace(/[.[\]()+]/g, '\\$&')
    .replace(/\*\*\//g, '(?:.+/)?')
    .replace(/(?<!\))\*/g, '[^/]*');
  return new RegExp(`^${pattern}(/|\\.tsx?$|\\.mjs$|$)`).test(file);
}

const packageOf = (name: string): string => name.split('/', name.startsWith('@') ? 2 : 1).join('/');

/** What a row covers that no row above it does. */
const filesOf = ([name]: Row): string[] =>
  sources.filter((file) => ROWS.find(([each]) => covers(each, file))?.[0] === name);

function offendersIn([own, allowed]: Row): string[] {
  return filesOf([own, allowed]).flatMap((file) => {
    const home = own.includes('*') ? path.dirname(file) : own;
    const isAllowed = ({ name, isType }: Import) =>
      covers(home, name) ||
      allowed.some((each) => (each.startsWith('type ') ? isType && covers(each.slice(5), name) : covers(each, name)));
    return importsOf(file)
      .filter((each) => isOurs(each.name) && !isAllowed(each))
      .map(({ name }) => `${file} imports ${name}`);
  });
}

for (const row of ROWS) {
  test(`${row[0]} imports only what the table allows`, () => {
    expect(filesOf(row).length).toBeGreaterThan(0);
    expect(offendersIn(row)).toEqual([]);
  });
}

/** What a row may import, with the groups of modules by their names. */
function toWords(allowed: readonly string[]): string {
  const groups = [
    { words: 'base modules', names: BASE },
    { words: 'browser modules', names: BROWSER },
  ];
  const group = groups.find(({ names }) => names.every((name) => allowed.includes(name)));
  const others = allowed
    .filter((name) => !group?.names.includes(name))
    .map((name) => (name.startsWith('type ') ? `types of \`${name.slice(5)}\`` : `\`${name}\``));
  return [...others, ...(group ? [group.words] : [])].join(', ') || 'nothing';
}

test('CONTRIBUTING.md has a copy of the table', () => {
  const rows = ROWS.map(([name, allowed]) => `| \`${name}\` | ${toWords(allowed)} |`);
  const table = ['| files | may import |', '|---|---|', ...rows].join('\n');
  const copy = /<!-- imports -->\n(.*)\n<!-- \/imports -->/s.exec(textOf('CONTRIBUTING.md'))?.[1];
  expect(copy, `Between the markers of CONTRIBUTING.md belongs:\n${table}\n`).toBe(table);
});

test('a row of the table covers every file', () => {
  expect(sources.filter((file) => !ROWS.some(([name]) => covers(name, file)))).toEqual([]);
});

test('the program code of lib and components imports packages from their one home', () => {
  const offenders = sources
    .filter((file) => /^(lib|components)\//.test(file))
    .flatMap((file) => importsOf(file).map(({ name }) => [file, packageOf(name)] as const))
    .filter(([, name]) => !isOurs(name) && !/^(lib|components)$/.test(name) && !OF_FRAMEWORK.test(name))
    .filter(([file, name]) => !HOMES[name]?.test(file));
  expect(offenders).toEqual([]);
});

test('the features of lib/auth import earlier features only', () => {
  const place = (file: string) => FEATURES.indexOf(file.split('/')[2] as (typeof FEATURES)[number]);
  const all = sources.filter((file) => file.startsWith('lib/auth/'));
  expect(all.filter((file) => place(file) === -1)).toEqual([]);
  const backwards = all.flatMap((file) =>
    importsOf(file)
      .filter(({ name }) => name.startsWith('lib/auth/') && place(name) > place(file))
      .map(({ name }) => [file, name]),
  );
  expect(backwards).toEqual([]);
});

/** The groups of nodes that can reach each other (Tarjan). */
function cyclesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reach = new Map<string, Set<string>>();
  for (const start of graph.keys()) {
    const seen = new Set<string>();
    const waiting = [...(graph.get(start) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(graph.get(next) ?? []));
    }
    reach.set(start, seen);
  }
  return [...graph.keys()]
    .filter((node) => reach.get(node)?.has(node))
    .map((node) => [...graph.keys()].filter((other) => reach.get(node)?.has(other) && reach.get(other)?.has(node)));
}

const programs = sources.filter((file) => !isTest(file));

test('no files import each other in a circle, types included', () => {
  const graph = new Map(
    programs.map((file) => [file, new Set(importsOf(file).flatMap(({ name }) => (known.has(name) ? [name] : [])))]),
  );
  expect(cyclesOf(graph)).toEqual([]);
});

test('no folders import each other in a circle, types included', () => {
  // A module directly in lib is a room of its own; the folders of http and auth have an order among themselves.
  const roomOf = (file: string) => {
    const [top = '', second, third] = file.split('/');
    if (top !== 'lib') return second?.includes('.') || !second ? file : `${top}/${second}`;
    if (file.startsWith('lib/auth/') || file.startsWith('lib/http/before-next/')) return `lib/${second}/${third}`;
    return `lib/${second}`;
  };
  const graph = new Map<string, Set<string>>();
  for (const file of programs.filter((each) => /^(lib|components|scripts)\//.test(each))) {
    const room = roomOf(file);
    const others = importsOf(file).filter(({ name }) => known.has(name) && roomOf(name) !== room);
    const before = graph.get(room) ?? new Set<string>();
    graph.set(room, new Set([...before, ...others.map(({ name }) => roomOf(name))]));
  }
  expect(cyclesOf(graph)).toEqual([]);
});

test('the settings are read from the environment in one file', () => {
  const readers = programs.filter((file) => !/^(scripts|e2e)\//.test(file) && textOf(file).includes('process.env'));
  // The other two only ask Next which of its runtimes they are in, or whether it is `next dev`.
  expect(readers).toEqual(['instrumentation.ts', 'lib/config/load-config.ts', 'proxy.ts']);
});

test('one file of the browser sends requests', () => {
  const senders = programs.filter((file) => file.startsWith('components/') && /\bfetch\(/.test(textOf(file)));
  // The other is not served: it is code for other apps.
  expect(senders).toEqual(['components/forms/post-form.ts', 'components/registry/postern-form.tsx']);
});

test('there are no server actions: pages change nothing', () => {
  expect(programs.filter((file) => /['"]use server['"]/.test(textOf(file)))).toEqual([]);
});

test('SQL is written with parameters only', () => {
  expect(programs.filter((file) => /\$(query|execute)RawUnsafe/.test(textOf(file)))).toEqual([]);
});

test('every mail goes into the outbox through the budget of its recipient', () => {
  const served = programs.filter((file) => !file.startsWith('e2e/'));
  const writers = served.filter((file) =>
    /\b(insertMail|queuedMail\.create\w*|INTO queued_mails)\b/.test(textOf(file)),
  );
  expect(writers).toEqual(['lib/data/mails.ts', 'lib/mail/enqueue.ts']);
});

test('no use case that a route names is imported by another', () => {
  const named = programs.filter((file) => /^app\/auth\/.*route\.ts$/.test(file)).flatMap(importsOf);
  const useCases = new Set(named.map(({ name }) => name).filter((name) => name.startsWith('lib/auth/')));
  const offenders = [...useCases].filter((file) => importsOf(file).some(({ name }) => useCases.has(name)));
  expect(offenders).toEqual([]);
});

test('errors are recognized across the bundles of Next', () => {
  expect(programs.filter((file) => /\binstanceof AuthError\b/.test(textOf(file)))).toEqual([]);
});

test('a route has fewer than 25 lines of code', () => {
  const linesOf = (file: string) =>
    textOf(file)
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('import ')).length;
  const routes = programs.filter((file) => /^app\/.*route\.ts$/.test(file));
  expect(routes.length).toBeGreaterThan(20);
  expect(routes.filter((file) => linesOf(file) >= 25)).toEqual([]);
});
