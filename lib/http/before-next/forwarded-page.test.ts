import { expect, test } from 'playwright/test';
import { findForwardedPage } from './forwarded-page';

const APP_URL = 'https://example.com';
const URI = '/grafana/d/1?from=now-1h&to=now';

const forwarded = (host?: string, scheme?: string, uri: string | undefined = URI) => ({
  ...(uri !== undefined && { 'x-forwarded-uri': uri }),
  ...(host !== undefined && { 'x-forwarded-host': host }),
  ...(scheme !== undefined && { 'x-forwarded-proto': scheme }),
});

const FOUND: [title: string, headers: Record<string, string>][] = [
  ['the host of APP_URL', forwarded('example.com', 'https')],
  ['its usual port', forwarded('EXAMPLE.com:443', 'https')],
  ['TLS that ends before the proxy', forwarded('example.com', 'http')],
  ['the usual port of http', forwarded('example.com:80', 'http')],
  ['no scheme', forwarded('example.com')],
];

for (const [title, headers] of FOUND) {
  test(`the page is found with ${title}`, () => expect(findForwardedPage(headers, APP_URL)).toBe(URI));
}

const MISSING: [title: string, headers: Record<string, string>][] = [
  ['another host', forwarded('grafana.example.com', 'https')],
  ['a host that begins alike', forwarded('example.com.evil.example', 'https')],
  ['another port', forwarded('example.com:8443', 'https')],
  ['the port of another scheme', forwarded('example.com:80', 'https')],
  ['several hosts', forwarded('example.com, evil.example', 'https')],
  ['a host with a user', forwarded('user@example.com', 'https')],
  ['no host', forwarded(undefined, 'https')],
  ['an empty host', forwarded('', 'https')],
  ['a scheme that is none of pages', forwarded('example.com', 'wss')],
  ['several schemes', forwarded('example.com', 'https, http')],
  ['a scheme that brings a host', forwarded('example.com', 'https://evil.example/')],
];

for (const [title, headers] of MISSING) {
  test(`no page is found with ${title}`, () => expect(findForwardedPage(headers, APP_URL)).toBeNull());
}

test('no page is found without X-Forwarded-Uri', () => {
  expect(findForwardedPage({ 'x-forwarded-host': 'example.com', 'x-forwarded-proto': 'https' }, APP_URL)).toBeNull();
});

test('a port of APP_URL belongs to its host', () => {
  expect(findForwardedPage(forwarded('localhost:8443', 'https'), 'https://localhost:8443')).toBe(URI);
  expect(findForwardedPage(forwarded('localhost', 'https'), 'https://localhost:8443')).toBeNull();
});
