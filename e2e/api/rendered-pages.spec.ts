import type { Answer } from '../fixtures/client';
import { expect, test } from './api-test';

const withoutNonce = ({ headers, text }: Answer) => {
  const [, nonce = ''] = headers['content-security-policy']?.match(/'nonce-([^']+)'/) ?? [];
  expect(nonce).not.toBe('');
  return text.replaceAll(nonce, 'NONCE');
};

for (const path of ['/login/', '/register/', '/forgot-password/']) {
  test(`${path} that was kept is what would be rendered`, async ({ client }) => {
    await client.get(path);
    const kept = await client.get(path);
    // A cookie is rendered for.
    const rendered = await client.get(path, { Cookie: 'theme=dark' });
    expect(withoutNonce(kept)).toBe(withoutNonce(rendered));
    expect(Object.keys(kept.headers).sort()).toEqual(Object.keys(rendered.headers).sort());
    expect(kept.headers.vary).toBe(rendered.headers.vary);
    expect(kept.headers['cache-control']).toBe(rendered.headers['cache-control']);
  });
}

test('a page that leads on after signing in is not given to the next visitor', async ({ client }) => {
  const asked = await client.get('/login/?next=%2Faccount%2F%3Ffrom%3Dmail');
  expect(asked.text).toContain('from=mail');
  expect((await client.get('/login/')).text).not.toContain('from=mail');
});

test('a signed-in browser is led to its account, though the page was kept', async ({ client, memberCookie }) => {
  await client.get('/login/');
  const { status, headers } = await client.get('/login/', { Cookie: memberCookie });
  expect(status).toBe(307);
  expect(headers.location).toBe('/account/');
});
