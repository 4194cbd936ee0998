import path from 'node:path';
import { defineConfig } from 'playwright/test';
import { launchOptions } from '../scripts/tools/chromium.mjs';

const projectDir = path.dirname(import.meta.dirname);

/** `npm run test:all` and `npm run test:faults`. */
const isSlowToo = process.env.SLOW_TESTS === 'on';

/**
 * Tests are selected by tag. `@any-database`: the same on any database, so it runs on PGlite, or, where tests start servers
 * of their own, on PostgreSQL. `@pglite`, `@postgres`: on that database only. `@slow`: by `npm run test:all`, and where a file
 * or a title is named. A test without a tag runs on both databases; one that starts servers of its own does so by
 * `npm run test:all`, and on PostgreSQL alone by `npm test`. The API on PostgreSQL is tested directly by `npm test`, and
 * through PgBouncer by `npm run test:all`, but for the races, which a pool of few connections would hold apart.
 */
const areAllWanted = isSlowToo || process.env.NAMED_TESTS === 'on';
const isLeftOut = areAllWanted ? [] : [/@slow\b/];
const OF_PGLITE = { grepInvert: [...isLeftOut, /@postgres\b/], metadata: { database: 'pglite' } };
const OF_POSTGRES = { grepInvert: [...isLeftOut, /@(any-database|pglite)\b/], metadata: { database: 'postgres' } };
/** A server on PostgreSQL starts in two thirds of the time, and these tests start servers again and again. */
const OF_PGLITE_ALONE = {
  grep: areAllWanted ? /./ : /@pglite\b/,
  grepInvert: [...isLeftOut, /@(any-database|postgres)\b/],
  metadata: { database: 'pglite' },
};
const OF_ANY_DATABASE = { grepInvert: [...isLeftOut, /@pglite\b/], metadata: { database: 'postgres' } };

/** Handing each test to a worker by itself takes longer than most of these do. */
const FILE_BY_FILE = { fullyParallel: false };

const servers = process.env.BASE_URL
  ? [{ name: 'conformance', testDir: './api', metadata: { database: 'of BASE_URL' } }]
  : [
      { name: 'integrations-pglite', testDir: './integrations', ...OF_PGLITE },
      { name: 'api-pglite', testDir: './api', ...OF_PGLITE, ...FILE_BY_FILE },
      { name: 'api-postgres', testDir: './api', ...OF_POSTGRES, ...FILE_BY_FILE, grep: isSlowToo ? /@slow\b/ : /./ },
      { name: 'deployment-pglite', testDir: './deployment', ...OF_PGLITE_ALONE },
      { name: 'deployment-postgres', testDir: './deployment', ...OF_ANY_DATABASE },
      { name: 'pages-pglite', testDir: './pages', ...OF_PGLITE },
      { name: 'pages-postgres', testDir: './pages', ...OF_POSTGRES },
    ];

/** The API through PgBouncer, and the injected faults: of `npm run test:all`. */
const slow = [
  {
    name: 'api-pooled',
    testDir: './api',
    grepInvert: /@(any-database|pglite|slow)\b/,
    metadata: { database: 'pooled' },
    ...FILE_BY_FILE,
  },
  { name: 'resilience-pglite', testDir: './resilience', ...OF_PGLITE },
  { name: 'resilience-postgres', testDir: './resilience', ...OF_POSTGRES },
];

const unit = {
  name: 'unit',
  testDir: '..',
  testMatch: '{lib,components,scripts,e2e/benchmarks}/**/*.test.{ts,tsx}',
  grepInvert: isLeftOut,
  metadata: { database: 'none' },
  ...FILE_BY_FILE,
};

export default defineConfig({
  // The longest tests first: where they come last, one worker waits for the others.
  projects: process.env.BASE_URL ? servers : [...(isSlowToo ? slow.toReversed() : []), unit, ...servers],
  outputDir: path.join(projectDir, 'test-results'),
  globalSetup: './fixtures/global-setup.ts',
  // Of two cores: a test waits for its server, a mail or a limit, and meanwhile another has the core.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // A bound that means a hang: some tests start a server six times.
  timeout: 150_000,
  // Of two cores under load, a page, a first mail or a hash may take more than Playwright's 5 s.
  expect: { timeout: 15_000 },
  use: { launchOptions: launchOptions() },
  reporter: [['./count-reporter.ts']],
});
