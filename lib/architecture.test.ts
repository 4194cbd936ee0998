import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';

const projectDir = path.resolve(import.meta.dirname, '..');

/** Which folders may import what. The first row whose folder fits a file counts; `CONTRIBUTING.md` says why. */
const ROOMS: [folder: RegExp, mayImport: RegExp][] = [
  [/^app\/layout\.tsx$/, /^(react|next|next\/headers|lib\/theme|app\/globals\.css)$/],
  [
    /^app\/\(pages\)\/session\.ts$/,
    /^(next\/headers|lib\/http\/(cookies|flash|page-context)|lib\/auth\/(account-overview|current-session|email-links|find-reset-link-owner))$/,
  ],
  [/^app\/\(pages\)\/guarded\.tsx$/, /^(react$|components\/|lib\/http\/page-context$|app\/\(pages\)\/session$)/],
  [
    /^app\/(\(pages\)\/|page|not-found|error)/,
    /^(next|components\/|lib\/http\/next-path$|app\/\(pages\)\/(session|guarded)$)/,
  ],
  [
    /^app\/mailbox\/page\.tsx$/,
    /^(next$|next\/navigation$|components\/|app\/(mailbox\/mails|\(pages\)\/(session|guarded))$)/,
  ],
  [/^app\/icon\.svg\//, /^lib\/theme$/],
  [/^app\//, /^(lib\/(http|auth|account-schemas|schemas)|next)/],
  [
    /^components\//,
    /^(components\/|lib\/(account-schemas|schemas|errors|theme|passwords\/policy)$|react$|react-hook-form$)/,
  ],
  [/^proxy\.ts$/, /^next\/server$/],
  [/^instrumentation\.ts$/, /^lib\/(context|http\/(request-hook|stop-on-signal|stray-faults))$/],
  [
    /^lib\/http\//,
    /^(lib\/(http|errors|context|config|log|schemas|limits\/(address-block|table)|data\/database-fault|tokens\/vault)|node:|zod$|ipaddr\.js$|next\/navigation$)/,
  ],
  [
    /^lib\/auth\//,
    /^(lib\/(auth|data|tokens|passwords|mail|limits\/(table|address-block|password-changes|sign-ins)$|errors|time|context)|node:|bowser$)/,
  ],
  [/^lib\/operator\//, /^(lib\/(operator|auth|context|data\/database-fault|errors|schemas|time)|node:|zod$)/],
  [/^lib\/data\//, /^(lib\/(data|time)|node:|@prisma|@electric-sql|pg$|pglite-prisma-adapter$)/],
  [
    /^lib\/mail\//,
    /^(lib\/(mail|data\/(mails|recipient-mails|transaction|database)|limits\/table$|tokens\/vault|config|theme|time)|node:|react|@react-email|resend$|nodemailer)/,
  ],
  [
    /^lib\/limits\//,
    /^(lib\/(limits|data\/(tallies|database|generated\/client)|tokens\/vault|errors|time)|node:|ipaddr\.js$)/,
  ],
  [/^lib\/secrets\//, /^(lib\/(secrets|data|tokens|passwords|time)|node:|jose$)/],
  [/^lib\/tokens\//, /^(lib\/(tokens|time)|node:crypto$|jose$)/],
  [/^lib\/passwords\//, /^(lib\/(passwords|errors)|node:(crypto|os|worker_threads)$|bcrypt$|@zxcvbn-ts)/],
  [/^lib\/config\.ts$/, /^(lib\/(time|data\/postgres-url)|zod)$/],
  [/^lib\/setting-warnings\.ts$/, /^lib\/config$/],
  [/^lib\/schemas\.ts$/, /^zod\/mini$/],
  [/^lib\/account-schemas\.ts$/, /^(lib\/schemas|zod\/mini)$/],
  [/^lib\/(errors|time|theme)\.ts$/, /^$/],
  [/^lib\/log\.ts$/, /^(pino|node:net)$/],
  [
    /^lib\/housekeeping\.ts$/,
    /^lib\/(auth\/delete-unverified$|context|data|limits\/table$|passwords\/hasher$|secrets|time)/,
  ],
  [/^lib\/context\.ts$/, /./],
];

/** A package has one home. */
const HOMES: [name: string, home: RegExp][] = [
  ['jose', /^lib\/(tokens|secrets)\//],
  ['bcrypt', /^lib\/passwords\//],
  ['resend', /^lib\/mail\//],
  ['nodemailer', /^lib\/mail\//],
  ['pg', /^lib\/data\//],
  ['react-hook-form', /^components\//],
];

const isSource = (file: string) =>
  /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.includes('lib/data/generated/');

function filesIn(folder: string): string[] {
  return readdirSync(path.join(projectDir, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(projectDir, path.join(entry.parentPath, entry.name)))
    .filter(isSource);
}

const sources = [...['app', 'lib', 'components'].filter(exists).flatMap(filesIn), 'instrumentation.ts', 'proxy.ts'];

function exists(folder: string): boolean {
  return readdirSync(projectDir).includes(folder);
}

const textOf = (file: string) => readFileSync(path.join(projectDir, file), 'utf8');

/** What a file imports: packages by name, our own files by their path from the project. */
function importsOf(file: string): string[] {
  const found = textOf(file).matchAll(/(?:from|import|require)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, specifier = '']) => {
    if (specifier.startsWith('@/')) return specifier.slice(2);
    if (!specifier.startsWith('.')) return specifier;
    return path.relative(projectDir, path.resolve(projectDir, path.dirname(file), specifier));
  });
}

for (const file of sources) {
  test(`${file} imports only what its folder may`, () => {
    const room = ROOMS.find(([folder]) => folder.test(file));
    expect(room, 'every file has a room').toBeDefined();
    expect(importsOf(file).filter((name) => !room?.[1].test(name))).toEqual([]);
  });
}

for (const [name, home] of HOMES) {
  test(`${name} has one home`, () => {
    const users = sources.filter((file) =>
      importsOf(file).some((each) => each === name || each.startsWith(`${name}/`)),
    );
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((file) => !home.test(file))).toEqual([]);
  });
}

test('the environment is read in one place', () => {
  const readers = sources.filter((file) => textOf(file).includes('process.env'));
  // The other two only ask Next which of its runtimes they are in, or whether it is `next dev`.
  expect(readers).toEqual(['lib/context.ts', 'instrumentation.ts', 'proxy.ts']);
});

test('one file of the browser asks the server', () => {
  const askers = sources.filter((file) => file.startsWith('components/') && /\bfetch\(/.test(textOf(file)));
  expect(askers).toEqual(['components/auth-api.ts']);
});

test('pages only look', () => {
  const actors = sources.filter((file) => /['"]use server['"]/.test(textOf(file)));
  expect(actors).toEqual([]);
});

test('SQL is written with parameters only', () => {
  expect(sources.filter((file) => /\$(query|execute)RawUnsafe/.test(textOf(file)))).toEqual([]);
});

test('every mail goes into the outbox through the budget of its recipient', () => {
  const writers = sources.filter((file) =>
    /\b(insertMail|queuedMail\.create\w*|INTO queued_mails)\b/.test(textOf(file)),
  );
  expect(writers).toEqual(['lib/data/mails.ts', 'lib/mail/enqueue.ts']);
});

test('no use-case imports another', () => {
  const useCases = sources.filter((file) => file.startsWith('app/auth/')).flatMap(importsOf);
  const names = new Set(useCases.filter((name) => name.startsWith('lib/auth/')));
  const offenders = [...names].filter((name) => importsOf(`${name}.ts`).some((each) => names.has(each)));
  expect(offenders).toEqual([]);
});
