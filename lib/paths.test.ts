import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import nextConfig from '../next.config.js';
import { ASSET_PREFIX, DOCS_FILE, ENDPOINTS, GUIDE_PAGE, LINK_FOLDERS, PAGES } from './paths';

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
  const pages = [...Object.values(PAGES), GUIDE_PAGE].map(withoutSlash);
  expect(pathsOf('page.tsx')).toEqual([...pages, ...links].sort());
});

test('the table has every endpoint', () => {
  // The catch-all answers for the paths below /auth/ that are none.
  const routes = pathsOf('route.ts').filter((each) => each !== '/auth/[[...path]]');
  expect(routes).toEqual([...ENDPOINTS, DOCS_FILE].map(withoutSlash).sort());
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
  const filled = (each: string) => each.replace(/\[\w+\]/g, 'aB3_x-Zz');
  const links = Object.values(LINK_FOLDERS).map((folder) => `/${folder}/aB3_x-Zz/`);
  for (const page of [...Object.values(PAGES), ...links, '/docs/integration/next-app/', '/docs/assets-x/']) {
    expect([page, isMatched(page)]).toEqual([page, true]);
  }
  for (const endpoint of [...ENDPOINTS, DOCS_FILE].map(filled))
    expect([endpoint, isMatched(endpoint)]).toEqual([endpoint, false]);
});

test.describe('the examples for proxies lead to Postern', () => {
  const guide = (page: string) => readFileSync(path.join(projectDir, 'docs', 'integration', page), 'utf8');
  const filled = (each: string) => each.replace(/\[\w+\]/g, 'aB3_x-Zz');
  /**
   * Everything but what is for this machine, the mailbox and health, and what developers copy from and read: many apps have
   * a `/docs/` of their own.
   */
  const paths = [
    ...Object.values(PAGES),
    ...Object.values(LINK_FOLDERS).map((folder) => `/${folder}/aB3_x-Zz/`),
    ...ENDPOINTS.map(filled),
    `${ASSET_PREFIX}/_next/static/x.js`,
  ].filter((each) => !/^\/(mailbox|health|r|docs)\//.test(each));
  const APPS = ['/app/', '/loginx', '/postern-app/', '/_next/static/x.js', '/.well-known-app/'];

  const expectToLead = (isLed: (each: string) => boolean, butFor: string[] = []) => {
    expect(paths.filter((each) => !isLed(each))).toEqual(butFor);
    expect(APPS.filter(isLed)).toEqual([]);
  };

  test('with nginx', () => {
    const block = guide('same-origin.md');
    const [, pattern = ''] = /location ~ (\S+) \{/.exec(block) ?? [];
    const exact = [...block.matchAll(/location = (\S+) +\{ proxy_pass http:\/\/postern/g)].map(([, each]) => each);
    expectToLead((each) => new RegExp(pattern).test(each) || exact.includes(each));
  });

  test('with Caddy', () => {
    const [, list = ''] = /@postern path (.*)/.exec(guide('forward-authentication.md')) ?? [];
    const patterns = list.split(' ').map((each) => new RegExp(`^${each.replaceAll('.', '\\.').replace('*', '.*')}$`));
    expectToLead((each) => patterns.some((pattern) => pattern.test(each)));
  });

  test('with the rewrites of a Next app, which keeps the home page', () => {
    const block = guide('next-app.md');
    const [, names = ''] = /const FOLDERS = \[(.*?)\]\.join/s.exec(block) ?? [];
    const folders = [...names.matchAll(/'([\w-]+)'/g)].map(([, name]) => name);
    const [, files = ''] = /:file\((.*)\)'/.exec(block) ?? [];
    const isRewritten = (each: string) =>
      folders.includes(each.split('/')[1]) ||
      new RegExp(`^/.well-known/(${files.replaceAll('\\\\', '\\')})$`).test(each);
    expectToLead((each) => isRewritten(each) || each === '/icon.svg', ['/']);
  });
});
