import { expect, test } from 'playwright/test';
import { parseApps } from './apps';

const AUDIENCE = { audience: 'https://login.example.com' };
const SECRET = 'correct-horse-battery-staple-0001';
const URIS = ['https://app.example.com/callback'];

const parse = (definition: unknown) => parseApps(definition, AUDIENCE);

test('an app is read with its name, secret, URIs and origins', () => {
  const apps = parse({
    web: {
      name: 'Example',
      redirect_uris: URIS,
      post_logout_redirect_uris: ['https://app.example.com/'],
      origins: ['https://App.example.com/', 'capacitor://localhost'],
    },
    grafana: { name: 'Grafana', secret: SECRET, redirect_uris: ['https://grafana.example.com/login/generic_oauth'] },
  });
  expect(apps).toEqual([
    {
      id: 'web',
      name: 'Example',
      secret: null,
      redirectUris: URIS,
      postLogoutRedirectUris: ['https://app.example.com/'],
      origins: ['https://app.example.com', 'capacitor://localhost'],
    },
    {
      id: 'grafana',
      name: 'Grafana',
      secret: SECRET,
      redirectUris: ['https://grafana.example.com/login/generic_oauth'],
      postLogoutRedirectUris: [],
      origins: [],
    },
  ]);
});

const GOOD_URIS = [
  'https://app.example.com',
  'https://app.example.com:8443/callback?from=postern',
  'http://127.0.0.1/callback',
  'http://[::1]:8080/callback',
  'http://localhost:5173/callback',
  'com.example.app:/callback',
  'com.example.app://callback',
];

for (const uri of GOOD_URIS) {
  test(`${uri} can be registered`, () => {
    expect(parse({ web: { name: 'Example', redirect_uris: [uri] } })).toMatchObject([{ redirectUris: [uri] }]);
  });
}

const BAD_URIS = [
  '',
  '/callback',
  '//app.example.com/callback',
  'app.example.com/callback',
  'http://app.example.com/callback',
  'http://127.0.0.1.example.com/callback',
  'https://app.example.com/callback#done',
  'https://app.example.com/#',
  'https://user@app.example.com/callback',
  'https://user:password@app.example.com/callback',
  'https://@app.example.com/callback',
  'https:/app.example.com/callback',
  'https:app.example.com/callback',
  'https:\\\\app.example.com/callback',
  'https://*.example.com/callback',
  'https://app.example.com/call back',
  'https://app.example.com/call\nback',
  'javascript:alert(1)',
  'data:text/html,hello',
  'file:///etc/passwd',
  'blob:https://app.example.com/1',
  'vbscript:x',
  'about:blank',
  'myapp:/callback',
  'COM.example.app:/callback',
  `https://app.example.com/${'a'.repeat(300)}`,
];

for (const uri of BAD_URIS) {
  test(`${JSON.stringify(uri.slice(0, 60))} cannot be registered`, () => {
    const keys = { name: 'Example', redirect_uris: URIS };
    const problem = (key: string) => new RegExp(`^is wrong: the app "web" has a key "${key}" that must .*[^\\n]*$`);
    expect(() => parse({ web: { ...keys, redirect_uris: [...URIS, uri] } })).toThrow(problem('redirect_uris'));
    expect(() => parse({ web: { ...keys, post_logout_redirect_uris: [uri] } })).toThrow(
      problem('post_logout_redirect_uris'),
    );
  });
}

const BAD: [definition: unknown, message: RegExp][] = [
  [[], /^must be a JSON object of apps/],
  ['web', /^must be a JSON object of apps/],
  [null, /^must be a JSON object of apps/],
  ...['', '-web', 'my app', 'web/1', 'ä', '__proto__', 'a'.repeat(65)].map((id): [unknown, RegExp] => [
    JSON.parse(`{ ${JSON.stringify(id)}: { "name": "Example", "redirect_uris": ["https://app.example.com/"] } }`),
    /a client_id must begin with a letter or digit/,
  ]),
  [{ web: 'Example' }, /the app "web" must be an object/],
  [{ web: { redirect_uris: URIS } }, /the app "web" has a key "name" that must be a text/],
  [{ web: { name: ' ', redirect_uris: URIS } }, /a key "name" that must be a text of 1 to 60 characters/],
  [{ web: { name: 'a'.repeat(61), redirect_uris: URIS } }, /a key "name" that/],
  [{ web: { name: 'a\nb', redirect_uris: URIS } }, /a key "name" that/],
  [{ web: { name: 'Example' } }, /a key "redirect_uris" that must be a list of URIs/],
  [{ web: { name: 'Example', redirect_uris: [] } }, /a key "redirect_uris" that must have at least one entry/],
  [{ web: { name: 'Example', redirect_uris: URIS[0] } }, /a key "redirect_uris" that must be a list of URIs/],
  [{ web: { name: 'Example', redirect_uris: [1] } }, /a key "redirect_uris" that must be a list of URIs/],
  [
    { web: { name: 'Example', secret: 'a'.repeat(31), redirect_uris: URIS } },
    /a key "secret" that must have 32 to 500/,
  ],
  [{ web: { name: 'Example', secret: '', redirect_uris: URIS } }, /a key "secret" that must have 32/],
  [
    { web: { name: 'Example', secret: `${'a'.repeat(40)} b`, redirect_uris: URIS } },
    /a key "secret" that must have 32/,
  ],
  [
    { web: { name: 'Example', redirect_uris: URIS, scopes: [] } },
    /has a key "scopes" that apps do not have: remove it/,
  ],
  ...['https://*.example.com', 'https://app.example.com/path', 'app.example.com', 'null', '*', 'javascript:x'].map(
    (origin): [unknown, RegExp] => [
      { web: { name: 'Example', redirect_uris: URIS, origins: [origin] } },
      /a key "origins" that must be exact origins/,
    ],
  ),
];

for (const [definition, message] of BAD) {
  test(`${JSON.stringify(definition).slice(0, 120)} is refused in one line`, () => {
    expect(() => parse(definition)).toThrow(message);
    expect(() => parse(definition)).not.toThrow(/\n/);
  });
}

test('an error quotes no secret', () => {
  const secret = 'a secret with spaces, of more than 32 characters';
  expect(() => parse({ web: { name: 'Example', secret, redirect_uris: URIS } })).not.toThrow(new RegExp(secret));
});

test('an app cannot have the name of the audience of access tokens', () => {
  const definition = { api: { name: 'Example', redirect_uris: URIS } };
  expect(() => parseApps(definition, { audience: 'api' })).toThrow(/the app "api" has the name of JWT_AUDIENCE/);
  expect(parse(definition)).toHaveLength(1);
});
