import { expect, test } from 'playwright/test';
import { pageLinkOf, pagePathOf } from './page-paths';

const PAGES: [file: string, page: string | null][] = [
  ['docs/settings.md', '/docs/settings/'],
  ['docs/integration/next-app.md', '/docs/integration/next-app/'],
  ['docs/decisions/0001-request-hook-before-next.md', '/docs/decisions/0001-request-hook-before-next/'],
  ['docs/decisions/README.md', '/docs/decisions/'],
  ['docs/api.md', '/docs/api-guide/'],
  ['docs/security.md', '/docs/security/'],
  ['SECURITY.md', '/docs/security-policy/'],
  ['README.md', '/docs/'],
  ['docs/sign-in.png', null],
  ['docs/../package.json', null],
  ['LICENSE', null],
];

for (const [file, page] of PAGES) {
  test(`${file} ${page === null ? 'is no page' : `is ${page}`}`, () => expect(pagePathOf(file)).toBe(page));
}

const LINKS: [href: string, file: string, link: string | null][] = [
  ['settings.md', 'docs/api.md', '/docs/settings/'],
  ['../settings.md#apps', 'docs/integration/authjs.md', '/docs/settings/#apps'],
  ['next.md', 'docs/integration/next-app.md', '/docs/integration/next/'],
  ['../api.md', 'docs/integration/python.md', '/docs/api-guide/'],
  ['../SECURITY.md', 'docs/security.md', '/docs/security-policy/'],
  ['docs/security.md', 'SECURITY.md', '/docs/security/'],
  ['#errors', 'docs/api.md', '#errors'],
  ['https://example.com/a.md#b', 'docs/api.md', 'https://example.com/a.md#b'],
  ['mailto:a@example.com', 'SECURITY.md', 'mailto:a@example.com'],
  ['../LICENSE', 'docs/api.md', null],
  ['../../etc/passwd', 'docs/api.md', null],
  ['javascript:alert(1)', 'docs/api.md', null],
  ['//evil.example/', 'docs/api.md', null],
];

for (const [href, file, link] of LINKS) {
  test(`${href} of ${file} ${link === null ? 'is no link' : `leads to ${link}`}`, () => {
    expect(pageLinkOf(href, file)).toBe(link);
  });
}
