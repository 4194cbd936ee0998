import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'playwright/test';
import { withoutSettings } from '../../scripts/steps/setting-names.mjs';
import { readConfig } from './config';
import { SETTING_NAMES } from './settings';

const SECRET = 'a secret that has at least thirty-two bytes';
const PUBLIC = { APP_URL: 'https://login.example.com', TRUSTED_PROXIES: 'none', RESEND_API_KEY: 're_123' };

test('with nothing set it is a loopback server with an embedded database and a mailbox', () => {
  expect(readConfig({})).toMatchObject({
    appUrl: 'http://localhost:3000',
    host: '127.0.0.1',
    port: 3000,
    isLoopback: true,
    database: { kind: 'pglite' },
    mail: { kind: 'mailbox' },
    accessTokenSeconds: 300,
    refreshTokenSeconds: 1_209_600,
    sessionMaxSeconds: 7_776_000,
    sessionCookie: 'keep',
    resetTokenSeconds: 3600,
    rotateRefreshTokens: false,
    refreshReuseSeconds: 30,
    jwtAlgorithm: 'ES256',
    jwtAudience: 'http://localhost:3000',
    bcryptCost: 12,
    passwordMinLength: 8,
    rateLimits: true,
    registration: 'open',
    registrationDomains: [],
    registerSignsIn: false,
    linkTemplates: {},
    invitationSeconds: 604_800,
    trustedProxies: [],
  });
});

test('APP_URL follows PORT, and an empty setting is an unset one', () => {
  expect(readConfig({ PORT: '4000', APP_URL: '', HOST: ' ' }).appUrl).toBe('http://localhost:4000');
});

const LISTENING: [env: Record<string, string>, host: string, port: number][] = [
  [{ APP_URL: 'http://[::1]:4200' }, '::1', 4200],
  [{ APP_URL: 'http://localhost:4200' }, '127.0.0.1', 4200],
  [{ APP_URL: 'http://127.0.0.1:4200', PORT: '4300' }, '127.0.0.1', 4300],
  [{ APP_URL: 'http://localhost:4200', PORT: '', HOST: '0.0.0.0' }, '0.0.0.0', 4200],
  [{ APP_URL: 'http://localhost' }, '127.0.0.1', 3000],
  [{ APP_URL: 'https://localhost:8443' }, '127.0.0.1', 3000],
  [{ ...PUBLIC, APP_URL: 'https://login.example.com:8443' }, '0.0.0.0', 3000],
  [{ ...PUBLIC, TRUSTED_PROXIES: '127.0.0.1' }, '127.0.0.1', 3000],
  [{ ...PUBLIC, TRUSTED_PROXIES: '127.0.0.0/8, ::1, ::1/128, 127.0.0.1/32' }, '127.0.0.1', 3000],
  [{ ...PUBLIC, TRUSTED_PROXIES: '127.0.0.1', HOST: '192.0.2.1' }, '192.0.2.1', 3000],
  [{ ...PUBLIC, TRUSTED_PROXIES: '127.0.0.1,10.0.0.0/8' }, '0.0.0.0', 3000],
  [{ ...PUBLIC, TRUSTED_PROXIES: '127.0.0.0/7' }, '0.0.0.0', 3000],
  [{ ...PUBLIC, TRUSTED_PROXIES: '::/0' }, '0.0.0.0', 3000],
];

for (const [env, host, port] of LISTENING) {
  test(`${JSON.stringify(env)} listens on port ${port} of ${host}`, () => {
    expect(readConfig(env)).toMatchObject({ host, port });
  });
}

const POSTGRES = { DATABASE_URL: 'postgresql://x/y', AUTH_SECRET: SECRET };

const WORKERS: [env: Record<string, string>, cores: number, workers: number][] = [
  [{}, 4, 1],
  [{ WORKERS: '1' }, 4, 1],
  [POSTGRES, 1, 1],
  [POSTGRES, 4, 4],
  [{ ...POSTGRES, DATABASE_POOL: '2' }, 4, 4],
  [{ ...POSTGRES, WORKERS: '3' }, 4, 3],
];

for (const [env, cores, workers] of WORKERS) {
  test(`${JSON.stringify(env)} on ${cores} cores has ${workers} worker processes`, () => {
    expect(readConfig(env, cores).workers).toBe(workers);
  });
}

test('WORKERS cannot be more than there are cores', () => {
  expect(() => readConfig({ ...POSTGRES, WORKERS: '5' }, 4)).toThrow(/^WORKERS must be at most 4, the number of cores/);
});

test('accounts that were never verified are deleted only where DELETE_UNVERIFIED_DAYS says so', () => {
  expect(readConfig({}).deleteUnverifiedDays).toBeUndefined();
  expect(readConfig({ DELETE_UNVERIFIED_DAYS: ' ' }).deleteUnverifiedDays).toBeUndefined();
  expect(readConfig({ DELETE_UNVERIFIED_DAYS: '30' }).deleteUnverifiedDays).toBe(30);
});

test('the documentation is on this machine only, unless DOCS says otherwise', () => {
  expect(readConfig({}).docs).toBe(true);
  expect(readConfig({ DOCS: 'off' }).docs).toBe(false);
  expect(readConfig(PUBLIC).docs).toBe(false);
  expect(readConfig({ ...PUBLIC, DOCS: ' ' }).docs).toBe(false);
  expect(readConfig({ ...PUBLIC, DOCS: 'on' }).docs).toBe(true);
});

test('a public server listens everywhere and mails from its own host', () => {
  expect(readConfig(PUBLIC)).toMatchObject({
    host: '0.0.0.0',
    isHttps: true,
    mail: { kind: 'resend', from: 'Postern <no-reply@login.example.com>' },
  });
});

const bad: [env: Record<string, string>, message: RegExp][] = [
  [{ APP_URL: 'login.example.com' }, /^APP_URL must be an origin/],
  [{ APP_URL: 'https://login.example.com/path' }, /^APP_URL must be an origin/],
  [{ APP_URL: 'https://user:pass@login.example.com' }, /^APP_URL must be an origin/],
  [{ ...PUBLIC, APP_URL: 'http://login.example.com' }, /^APP_URL must use https/],
  [{ APP_URL: PUBLIC.APP_URL, RESEND_API_KEY: 're_123' }, /^TRUSTED_PROXIES must be set/],
  [{ APP_URL: PUBLIC.APP_URL, TRUSTED_PROXIES: 'none' }, /^RESEND_API_KEY or SMTP_URL must be set/],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /^TRUSTED_PROXIES must be none, or/],
  [{ TRUSTED_PROXIES: 'nginx' }, /^TRUSTED_PROXIES must be none, or/],
  [{ DATABASE_URL: 'mysql://x/y', AUTH_SECRET: SECRET }, /^DATABASE_URL must begin with postgresql/],
  [{ DATABASE_URL: 'postgresql://a:5432,b:5432/y', AUTH_SECRET: SECRET }, /^DATABASE_URL names several hosts/],
  [{ DATABASE_URL: 'postgresql://x/y', DATABASE_POOL: '0', AUTH_SECRET: SECRET }, /^DATABASE_POOL must be a whole/],
  [{ WORKERS: '0' }, /^WORKERS must be a whole number from 1 to 1000/],
  [{ WORKERS: '2' }, /^WORKERS must be 1 without DATABASE_URL/],
  [{ MIGRATE_DATABASE_URL: 'postgresql://x/y' }, /^MIGRATE_DATABASE_URL requires DATABASE_URL/],
  [
    { DATABASE_URL: 'postgresql://x/y', MIGRATE_DATABASE_URL: 'postgresql://x/y?schema=z', AUTH_SECRET: SECRET },
    /^MIGRATE_DATABASE_URL has \?schema=z: DATABASE_URL must have the same/,
  ],
  [
    { DATABASE_URL: 'postgresql://x/y', MIGRATE_DATABASE_URL: 'postgresql://x/y?sslmode=on', AUTH_SECRET: SECRET },
    /^MIGRATE_DATABASE_URL has sslmode=on, but it must be/,
  ],
  [{ DATABASE_URL: 'postgresql://x/y' }, /^AUTH_SECRET must be set when DATABASE_URL is set/],
  [{ AUTH_SECRET: 'short' }, /^AUTH_SECRET must have at least 32 bytes/],
  [{ AUTH_SECRET: `${SECRET},short` }, /^AUTH_SECRET must have at least 32 bytes/],
  [{ PORT: 'http' }, /^PORT must be a whole number from 0 to 65535/],
  [{ PORT: '65536' }, /^PORT must be a whole number/],
  [{ BCRYPT_COST: '9' }, /^BCRYPT_COST must be a whole number from 10 to 16/],
  [{ DELETE_UNVERIFIED_DAYS: '0' }, /^DELETE_UNVERIFIED_DAYS must be a whole number from 1 to 3650/],
  [{ DELETE_UNVERIFIED_DAYS: '1.5' }, /^DELETE_UNVERIFIED_DAYS must be a whole number from 1 to 3650/],
  [{ BCRYPT_COST: '17' }, /^BCRYPT_COST must be a whole number from 10 to 16/],
  [{ ACCESS_TOKEN_SECONDS: '-1' }, /^ACCESS_TOKEN_SECONDS must be/],
  [{ ACCESS_TOKEN_SECONDS: '5m' }, /^ACCESS_TOKEN_SECONDS must be/],
  [{ ROTATE_REFRESH_TOKENS: 'yes' }, /^ROTATE_REFRESH_TOKENS must be one of true, false/],
  [{ DOCS: 'true' }, /^DOCS must be one of on, off/],
  [{ REGISTRATION: 'invite' }, /^REGISTRATION must be one of open, invited, closed/],
  ...[
    '*',
    '*.example.com',
    '@example.com',
    'ada@example.com',
    'example',
    'example.com,',
    '10.0.0.1',
    'exa mple.com',
  ].map((domain): [Record<string, string>, RegExp] => [
    { REGISTRATION_DOMAINS: domain },
    /^REGISTRATION_DOMAINS must be domains such as example.com/,
  ]),
  [{ REGISTER_SIGNS_IN: 'yes' }, /^REGISTER_SIGNS_IN must be one of true, false/],
  ...['HIDE_UNKNOWN_EMAILS', 'REQUIRE_VERIFIED_EMAIL'].map((other): [Record<string, string>, RegExp] => [
    { REGISTER_SIGNS_IN: 'true', [other]: 'true' },
    new RegExp(`^REGISTER_SIGNS_IN and ${other} cannot both be true: .* Set one of them to false`),
  ]),
  ...['RESET_URL', 'VERIFY_URL', 'CHANGE_EMAIL_URL', 'INVITATION_URL'].map((name): [Record<string, string>, RegExp] => [
    { [name]: 'https://app.example.com/' },
    new RegExp(`^${name} must have \\{token\\} exactly once`),
  ]),
  [{ ...PUBLIC, RESET_URL: 'http://localhost/{token}' }, /^RESET_URL must use https/],
  [{ SESSION_COOKIE: 'true' }, /^SESSION_COOKIE must be one of keep, ask/],
  ...['/terms', 'example.com/terms', 'javascript:alert(1)', 'mailto:a@example.com', 'https://a:b@example.com/'].flatMap(
    (url): [Record<string, string>, RegExp][] => [
      [{ TERMS_URL: url }, /^TERMS_URL must be a URL with https/],
      [{ PRIVACY_URL: url }, /^PRIVACY_URL must be a URL with https/],
    ],
  ),
  [{ ...PUBLIC, TERMS_URL: 'http://example.com/terms' }, /^TERMS_URL must be a URL with https/],
  [{ TERMS_VERSION: 'x'.repeat(65) }, /^TERMS_VERSION must have at most 64 characters/],
  [{ INVITATION_SECONDS: '0' }, /^INVITATION_SECONDS must be a whole number from 1 to 31536000/],
  [{ RATE_LIMITS: 'false' }, /^RATE_LIMITS must be one of on, off/],
  [{ JWT_ALGORITHM: 'HS256' }, /^JWT_ALGORITHM must be one of ES256, RS256/],
  [{ SMTP_URL: 'mail.example.com' }, /^SMTP_URL must be a URL/],
  [{ SMTP_URL: 'smtp://mail.example.com', RESEND_API_KEY: 're_1' }, /^SMTP_URL and RESEND_API_KEY cannot both be set/],
  ...[
    ...['*', 'https://*', 'https://*.com', 'https://app-*.example.com', 'https://*.*.example.com', 'https://a.*.com'],
    ...['https://app.example.com:*', '*://app.example.com', 'https://app.example.com/*', 'https://app.example.com/a'],
    ...['app.example.com', 'file:///', 'data:text/html', 'capacitor://', 'https://u:p@app.example.com', 'null'],
  ].map((origin): [Record<string, string>, RegExp] => [{ CORS_ORIGINS: origin }, /^CORS_ORIGINS must be origins/]),
  ...[
    ...['Acme', 'a@example.com, b@example.com', 'Acme <a@example.com>, b@example.com', 'a@example.com b@example.com'],
    ...[
      'Acme, Inc. <a@example.com>',
      'Acme <a@example.com',
      '<>',
      'Team: a@example.com;',
      '@example.com',
      'a@',
      'a@b@c',
    ],
    ...['Acme <a@example.com>\r\nBcc: b@example.com', 'Ac\nme <a@example.com>', '"Acme <a@example.com>'],
  ].map((from): [Record<string, string>, RegExp] => [{ MAIL_FROM: from }, /^MAIL_FROM must be one address/]),
  [{ USER_FIELDS: '{' }, /^USER_FIELDS is not valid JSON/],
  [{ USER_FIELDS: '[]' }, /^USER_FIELDS must be an object/],
  [{ USER_FIELDS: './nowhere.json' }, /^USER_FIELDS must be JSON, or the path of a JSON file that can be read/],
  [{ USER_FIELDS: 'README.md' }, /^USER_FIELDS names the file "README.md", which is not valid JSON/],
  [{ USER_FIELDS: '{"email":{"type":"text"}}' }, /^USER_FIELDS has a field "email", a name that Postern uses/],
  [{ USER_FIELDS: '{"plan":{"type":"list"}}' }, /^USER_FIELDS is wrong: the field "plan" must have a "type"/],
  [{ ROLES: 'admin,,editor' }, /^ROLES must be at most 50 names/],
  [{ ACCESS_CLAIMS: 'name' }, /^ACCESS_CLAIMS names "name": it must name/],
  [{ USER_FIELDS: '{"name":{"type":"text"}}', ACCESS_CLAIMS: 'name' }, /^ACCESS_CLAIMS names "name", which its owner/],
  [
    { USER_FIELDS: '{"essay":{"type":"text","maxLength":2000,"editable":false}}', ACCESS_CLAIMS: 'essay' },
    /^ACCESS_CLAIMS allows claims of 8012 bytes/,
  ],
  [{ APPS: '{' }, /^APPS is not valid JSON/],
  [{ APPS: '[]' }, /^APPS must be a JSON object of apps/],
  [{ APPS: '{"web":{"name":"Example"}}' }, /^APPS is wrong: the app "web" has a key "redirect_uris" that must be/],
  [
    { APPS: '{"api":{"name":"Example","redirect_uris":["https://app.example.com/"]}}', JWT_AUDIENCE: 'api' },
    /^APPS is wrong: the app "api" has the name of JWT_AUDIENCE/,
  ],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
  ...[
    ...['http://postern:3000', 'postern:3000/', 'postern:0', 'postern:65536', 'postern:http', 'user@postern', '*.test'],
    ...[
      'postern:3000,',
      'post ern',
      'postern.:3000',
      '-postern',
      'fd00::1',
      '[fd00::1',
      '010.0.2.2',
      '10.0.2',
      'bücher',
    ],
  ].map((hosts): [Record<string, string>, RegExp] => [{ ALSO_ANSWERS: hosts }, /^ALSO_ANSWERS must be hosts such as/]),
  [{ ...PUBLIC, ALSO_ANSWERS: 'postern:3000' }, /^ALSO_ANSWERS is for an APP_URL that is a loopback address/],
];

for (const [env, message] of bad) {
  test(`${JSON.stringify(env)} is refused in one line that names the setting`, () => {
    expect(() => readConfig(env)).toThrow(message);
    expect(() => readConfig(env)).not.toThrow(/\n/);
  });
}

test('a plain http APP_URL on a private network can be allowed', () => {
  const config = readConfig({ ...PUBLIC, APP_URL: 'http://login.internal', ALLOW_HTTP: 'true' });
  expect(config).toMatchObject({ isHttps: false, isLoopback: false });
});

test('ALSO_ANSWERS takes names and addresses, with a port or without', () => {
  const ALSO_ANSWERS = 'postern:3000, 10.0.2.2:3000,Host.Docker.Internal,my_app-1:80, [FD00::1]:3000';
  const alsoAnswers = ['postern:3000', '10.0.2.2:3000', 'host.docker.internal', 'my_app-1:80', '[fd00::1]:3000'];
  expect(readConfig({ ALSO_ANSWERS })).toMatchObject({ alsoAnswers, appUrl: 'http://localhost:3000' });
  expect(readConfig({ ...PUBLIC, ALSO_ANSWERS: '' }).alsoAnswers).toEqual([]);
});

test('CORS_ORIGINS takes exact origins, app schemes and whole-label patterns', () => {
  const CORS_ORIGINS =
    'https://App.example.com/, capacitor://localhost,tauri://localhost, https://*.preview.example.com, http://*.localhost:5173';
  expect(readConfig({ CORS_ORIGINS }).corsOrigins).toEqual([
    'https://app.example.com',
    'capacitor://localhost',
    'tauri://localhost',
    'https://*.preview.example.com',
    'http://*.localhost:5173',
  ]);
});

test('links in mails lead where their templates say', () => {
  const env = {
    RESET_URL: 'https://app.example.com/reset/{token}',
    CHANGE_EMAIL_URL: 'com.example.app:/change/{token}',
  };
  expect(readConfig(env).linkTemplates).toEqual({ reset: env.RESET_URL, change: env.CHANGE_EMAIL_URL });
});

test('the pages of terms and privacy use https, or http as APP_URL does', () => {
  const TERMS_URL = 'http://localhost:5173/terms?lang=en#top';
  expect(readConfig({ TERMS_URL }).termsUrl).toBe(TERMS_URL);
  expect(readConfig({ ...PUBLIC, PRIVACY_URL: 'https://example.com/' }).privacyUrl).toBe('https://example.com/');
});

test('REGISTRATION_DOMAINS are compared as emails are stored', () => {
  const REGISTRATION_DOMAINS = 'Example.com, bücher.example,staff.Bücher.example, XN--bcher-kva.example';
  expect(readConfig({ REGISTRATION_DOMAINS }).registrationDomains).toEqual([
    'example.com',
    'xn--bcher-kva.example',
    'staff.xn--bcher-kva.example',
    'xn--bcher-kva.example',
  ]);
});

test('MAIL_FROM takes one address, with a name or without', () => {
  for (const MAIL_FROM of [
    'no-reply@example.com',
    '<no-reply@localhost>',
    'Acme Inc. <no-reply@example.com>',
    '"Acme, Inc.: \\"us\\"" <no-reply@example.com>',
    "L'équipe (Acme) <équipe@exämple.com>",
  ]) {
    expect(readConfig({ ...PUBLIC, MAIL_FROM }).mail).toMatchObject({ from: MAIL_FROM });
  }
});

test('the tools of a start are given no setting', () => {
  const settings = Object.fromEntries([...SETTING_NAMES, 'PGPASSWORD'].map((name) => [name, 'x']));
  const others = { PATH: '/bin', NODE_ENV: 'production' } as const;
  expect(withoutSettings({ ...settings, ...others })).toEqual(others);
});

test('fields, roles and claims are none unless they are set', () => {
  expect(readConfig({})).toMatchObject({ userFields: [], roles: [], accessClaims: [] });
  expect(
    readConfig({
      USER_FIELDS: ' {"plan":{"type":"text","editable":false}} ',
      ROLES: 'b, a',
      ACCESS_CLAIMS: 'roles,plan',
    }),
  ).toMatchObject({ userFields: [{ name: 'plan' }], roles: ['a', 'b'], accessClaims: ['roles', 'plan'] });
});

test('by default there are no apps', () => {
  expect(readConfig({})).toMatchObject({ apps: [], appOrigins: [] });
  const APPS = '{"web":{"name":"Example","redirect_uris":["https://a.example/"],"origins":["https://a.example"]}}';
  expect(readConfig({ APPS })).toMatchObject({ apps: [{ id: 'web' }], appOrigins: ['https://a.example'] });
});

test('USER_FIELDS may be the path of a file', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'postern-')), 'fields.json');
  writeFileSync(file, '{ "name": { "type": "text" } }');
  expect(readConfig({ USER_FIELDS: file }).userFields).toMatchObject([{ name: 'name' }]);
  rmSync(path.dirname(file), { recursive: true });
});

test('hiding unknown emails implies that emails are verified', () => {
  expect(readConfig({ HIDE_UNKNOWN_EMAILS: 'true' }).requireVerifiedEmail).toBe(true);
});

test('the settings cannot be changed afterwards', () => {
  expect(Object.isFrozen(readConfig({}))).toBe(true);
});

test('a name with a comma is one sender', () => {
  const { mail } = readConfig({ ...PUBLIC, APP_NAME: 'Acme, "Inc."' });
  expect(mail).toMatchObject({ from: '"Acme, \\"Inc.\\"" <no-reply@login.example.com>' });
});
