import path from 'node:path';
import { defineConfig } from 'playwright/test';
import { launchOptions } from '../scripts/tools/chromium.mjs';

const projectDir = path.dirname(import.meta.dirname);

const isWhole = process.env.FAULTS === 'full';

/** What is the same on any database, such as how a page looks, or what becomes of a slow client: PGlite's runs show it. */
const ALIKE = [
  'access',
  'accessibility',
  'back-button',
  'cookies',
  'cors-and-headers',
  'env-files',
  'fields',
  'first-paint',
  'foreign-origin',
  'forms-with-script',
  'forms-without-script',
  'forwarded-for',
  'hook-fault',
  'hydration',
  'log-counts',
  'mail',
  'mailbox',
  'overload',
  'resources',
  'reverse-proxy',
  'screenshot',
  'secrets-and-csp',
  'sockets',
  'submit-states',
  'weight',
].map((name) => `**/${name}.spec.ts`);

const servers = process.env.BASE_URL
  ? [{ name: 'conformance', testDir: './api', metadata: { database: 'of BASE_URL' } }]
  : [
      { name: 'api-pglite', testDir: './api', metadata: { database: 'pglite' } },
      { name: 'api-postgres', testDir: './api', metadata: { database: 'postgres' } },
      { name: 'api-pooled', testDir: './api', metadata: { database: 'pooled' } },
      {
        name: 'deployment-pglite',
        testDir: './deployment',
        testIgnore: ['**/databases.spec.ts', '**/outage.spec.ts', '**/shared-limits.spec.ts', '**/sign-ins.spec.ts'],
        metadata: { database: 'pglite' },
      },
      {
        name: 'deployment-postgres',
        testDir: './deployment',
        testIgnore: ['**/cut-secret.spec.ts', '**/data-dir.spec.ts', '**/operators-door.spec.ts', ...ALIKE],
        metadata: { database: 'postgres' },
      },
      {
        name: 'resilience-pglite',
        testDir: './resilience',
        testIgnore: ['**/database.spec.ts', '**/database-crash.spec.ts', '**/shared-outbox.spec.ts'],
        metadata: { database: 'pglite' },
      },
      {
        name: 'resilience-postgres',
        testDir: './resilience',
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
