// npm test: installs what it needs, builds, checks style and types, and runs every test that is not slow by nature.
import { getPriority, setPriority } from 'node:os';
import { main } from './steps/main.mjs';
import { prepare } from './steps/prepare.mjs';
import { execTool, runToEnd } from './steps/run-tool.mjs';
import { check, requireProgram } from './steps/test-tools.mjs';

/** One less than that of a server's hashing threads (lib/hashing/bcrypt-worker.mjs). */
const NICENESS = 9;

await main(async () => {
  await prepare();
  await check('style', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']);
  await check('types', ['node_modules/typescript/bin/tsc', '--noEmit']);
  await requireChromium();
  await requireNginx();
  await requireCaddy();
  if (process.env.SLOW_TESTS === 'on') {
    await requirePgBouncer();
    await requirePython();
  }
  const args = process.argv.slice(2);
  // A run of named files or titles includes their slow tests.
  if (args.some((arg) => !arg.startsWith('-') || /^(-g|--grep)\b/.test(arg))) process.env.NAMED_TESTS = 'on';
  // The machine stays usable. And hashing threads of one test get their share: at the usual priority, other tests would delay
  // them until sign-ins are rejected with 503.
  if (getPriority() < NICENESS) setPriority(NICENESS);
  // Its workers inherit the flag. Optimizing the WebAssembly of the embedded database takes longer than unit tests use it.
  execTool(['--liftoff-only', 'node_modules/playwright/cli.js', 'test', '-c', 'e2e/playwright.config.ts', ...args]);
});

/** Imported late: on a fresh clone Playwright is there only after the install. */
async function requireChromium() {
  const { findChromium } = await import('./tools/chromium.mjs');
  const download = ['node_modules/playwright/cli.js', 'install', 'chromium'];
  await requireProgram(
    'chromium',
    async () => findChromium(),
    [
      ['env', ['-u', 'PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD', process.execPath, ...download]],
      ['sh', ['-c', 'apt-get update && apt-get install -y --no-install-recommends chromium chromium-headless-shell']],
    ],
    'Install Chromium, or say where it is with PLAYWRIGHT_CHROMIUM=/path/to/chromium, and start again.',
  );
}

async function requireNginx() {
  const { findOnPath } = await import('./tools/chromium.mjs');
  await requireProgram(
    'nginx',
    async () => findOnPath(['nginx']) && findOnPath(['openssl']),
    [['sh', ['-c', 'apt-get update && apt-get install -y --no-install-recommends nginx-light openssl']]],
    'Install nginx and openssl (one test puts an app and Postern behind one origin) and start again.',
  );
}

async function requireCaddy() {
  const { findOnPath } = await import('./tools/chromium.mjs');
  await requireProgram(
    'caddy',
    async () => findOnPath(['caddy']),
    [['sh', ['-c', 'apt-get update && apt-get install -y --no-install-recommends caddy']]],
    'Install Caddy (it runs the guide to forward authentication) and start again.',
  );
}

async function requirePgBouncer() {
  const { findOnPath } = await import('./tools/chromium.mjs');
  await requireProgram(
    'pgbouncer',
    async () => findOnPath(['pgbouncer']),
    [['sh', ['-c', 'apt-get update && apt-get install -y --no-install-recommends pgbouncer']]],
    'Install PgBouncer (one project tests the API through it) and start again.',
  );
}

async function requirePython() {
  const packages =
    'python3-jwt python3-cryptography python3-django python3-djangorestframework-simplejwt python3-djoser';
  const modules = 'jwt, cryptography, django, rest_framework_simplejwt, djoser';
  await requireProgram(
    'python',
    async () =>
      (await runToEnd('/usr/bin/python3', ['-c', `import ${modules}`]).catch(() => null))?.code === 0
        ? 'python3'
        : null,
    [['sh', ['-c', `apt-get update && apt-get install -y --no-install-recommends python3 ${packages}`]]],
    `Install Debian's packages ${packages} (APIs in Python verify access tokens) and start again.`,
  );
}
