import path from 'node:path';
import { defineConfig } from 'playwright/test';
import { launchOptions } from '../scripts/chromium.mjs';

const projectDir = path.dirname(import.meta.dirname);

const isWhole = process.env.FAULTS === 'full';

/** What is the same on any database, such as how a page looks, or what becomes of a slow client: PGlite's runs show it. */
const ALIKE = [
  'accessibility',
  'armour',
  'back-button',
  'cookies',
  'env-files',
  'fields',
  'first-paint',
  'foreign-origin',
  'forms-with-script',
  'forms-without-script',
  'forwarded-for',
  'hook-fault',
  'late-script',
  'log-counts',
  'mail',
  'mailbox',
  'one-origin',
  'overload',
  'resources',
  'screenshot',
  'sending',
  'sockets',
  'visitors',
  'weight',
].map((name) => `**/${name}.spec.ts`);

const servers = process.env.BASE_URL
  ? [{ name: 'conformance', testDir: './api', metadata: { database: 'of BASE_URL' } }]
  : [
      { name: 'api-pglite', testDir: './api', metadata: { database: 'pglite' } },
      { name: 'api-postgres', testDir: './api', metadata: { database: 'postgres' } },
      { name: 'api-pooled', testDir: './api', metadata: { database: 'pooled' } },
      {
        name: 'servers-pglite',
        testDir: './servers',
        testIgnore: ['**/databases.spec.ts', '**/outage.spec.ts', '**/shared-limits.spec.ts', '**/sign-ins.spec.ts'],
        metadata: { database: 'pglite' },
      },
      {
        name: 'servers-postgres',
        testDir: './servers',
        testIgnore: ['**/cut-secret.spec.ts', '**/data-dir.spec.ts', '**/operators-door.spec.ts', ...ALIKE],
        metadata: { database: 'postgres' },
      },
      {
        name: 'faults-pglite',
        testDir: './faults',
        testIgnore: ['**/database.spec.ts', '**/database-crash.spec.ts', '**/shared-outbox.spec.ts'],
        metadata: { database: 'pglite' },
      },
      {
        name: 'faults-postgres',
        testDir: './faults',
        testIgnore: ['**/containers.spec.ts', '**/lost-lock.spec.ts', '**/panic.spec.ts', ...(isWhole ? [] : ALIKE)],
        metadata: { database: 'postgres' },
      },
      { name: 'pages-pglite', testDir: './pages', metadata: { database: 'pglite' } },
      { name: 'pages-postgres', testDir: './pages', testIgnore: ALIKE, metadata: { database: 'postgres' } },
    ];

const unit = {
  name: 'unit',
  testDir: '..',
  testMatch: '{lib,components,scripts}/**/*.test.{ts,tsx}',
  metadata: { database: 'none' },
};

export default defineConfig({
  projects: process.env.BASE_URL ? servers : [unit, ...servers],
  outputDir: path.join(projectDir, 'test-results'),
  globalSetup: './fixtures/global-setup.ts',
  // Two cores: one for the tests, one for the server they ask.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // A bound that means a hang: some tests start a server six times.
  timeout: 150_000,
  use: { launchOptions: launchOptions() },
  reporter: [['./count-reporter.ts']],
});
