import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import nextConfig from '../next.config.js';
import { ASSET_PREFIX, ENDPOINTS, LINK_FOLDERS, PAGES } from './paths';

const projectDir = path.resolve(import.meta.dirname, '..');
const app = path.join(projectDir, 'app');

/** The paths of the files of one name below `app`, without the groups in parentheses. */
const pathsOf = (name: 'page.tsx' | 'route.ts') =>
  readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === name)
    .map(
      (file) =>
        `/${path
          .dirname(file)
          .split(path.sep)
          .filter((part) => !/^(\(.*\)|\.)$/.test(part))
          .join('/')}`,
    )
    .sort();

const withoutSlash = (each: string) => each.replace(/(.)\/$/, '$1');

test('the table has every page', () => {
  const links = Object.values(LINK_FOLDERS).map((folder) => `/${folder}/[token]`);
  expect(pathsOf('page.tsx')).toEqual([...Object.values(PAGES).map(withoutSlash), ...links].sort());
});

test('the table has every endpoint', () => {
  // The catch-all answers for the paths below /auth/ that are none.
  const routes = pathsOf('route.ts').filter((each) => each !== '/auth/[[...path]]');
  expect(routes).toEqual(ENDPOINTS.map(withoutSlash).sort());
});

test('the build names its files with the prefix that the server knows', () => {
  expect(nextConfig.assetPrefix).toBe(ASSET_PREFIX);
});

test('every one-time link has an endpoint', () => {
  const endpoints: readonly string[] = ENDPOINTS;
  for (const folder of Object.values(LINK_FOLDERS)) expect(endpoints).toContain(`/auth/${folder}/[token]/`);
});

test('proxy.ts sets the policy of pages, and leaves endpoints alone', () => {
  // Read as text: outside Next nothing can import it.
  const [, literal = ''] = /matcher: \[\s*'(.*)',/.exec(readFileSync(path.join(projectDir, 'proxy.ts'), 'utf8')) ?? [];
  const matcher = literal.replaceAll('\\\\', '\\');
  const isMatched = (each: string) => new RegExp(`^${matcher}$`).test(each);
  const filled = (each: string) => each.replace(/\[\w+\]/, 'aB3_x-Zz');
  for (const page of [...Object.values(PAGES), ...Object.values(LINK_FOLDERS).map((each) => `/${each}/aB3_x-Zz/`)]) {
    expect([page, isMatched(page)]).toEqual([page, true]);
  }
  for (const endpoint of ENDPOINTS.map(filled)) expect([endpoint, isMatched(endpoint)]).toEqual([endpoint, false]);
});
