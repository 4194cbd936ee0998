import { expect, test } from 'playwright/test';
import { readConfig } from './config';
import { findMeant, warningsOf } from './setting-warnings';

const PUBLIC = { APP_URL: 'https://login.example.com', TRUSTED_PROXIES: 'none', RESEND_API_KEY: 're_123' };

const MEANT: [name: string, meant: string][] = [
  ['REQUIRE_VERIFIED_EMAILS', 'REQUIRE_VERIFIED_EMAIL'],
  ['REQUIRE_VERFIED_EMAIL', 'REQUIRE_VERIFIED_EMAIL'],
  ['HIDE_UNKNOWN_EMAIL', 'HIDE_UNKNOWN_EMAILS'],
  ['TRUSTED_PROXY', 'TRUSTED_PROXIES'],
  ['TRUSTED_PROXEIS', 'TRUSTED_PROXIES'],
  ['TRUSTED_PROXIES_CIDR', 'TRUSTED_PROXIES'],
  ['RATE_LIMIT', 'RATE_LIMITS'],
  ['RATE_LIMITS_ENABLED', 'RATE_LIMITS'],
  ['ACCESS_TOKEN_LIFETIME', 'ACCESS_TOKEN_SECONDS'],
  ['AUTH_SECRETS', 'AUTH_SECRET'],
  ['AUHT_SECRET', 'AUTH_SECRET'],
  ['DATABSE_URL', 'DATABASE_URL'],
  ['DATADIR', 'DATA_DIR'],
  ['LOGLEVEL', 'LOG_LEVEL'],
  ['app_url', 'APP_URL'],
  ['smtp-url', 'SMTP_URL'],
  ['POSTERN_APP_URL', 'APP_URL'],
  ['POSTERN_PORT', 'PORT'],
];

for (const [name, meant] of MEANT) {
  test(`${name} is no setting, ${meant} is`, () => expect(findMeant(name)).toBe(meant));
}

test('what is a setting, or another program’s, is not taken for another', () => {
  const others = [
    ...['APP_URL', 'PORT', 'HOST', 'HOSTNAME', 'POSTS', 'APP_ENV', 'APP_HOME', 'HTTP_URL', 'HOME', 'PATH', 'MAIL'],
    ...['LOGNAME', 'SESSION_MANAGER', 'XDG_DATA_DIRS', 'DATABASE_HOST', 'SMTP_HOST', 'POSTERN_URL', 'POSTGRES_URL'],
    ...[
      'npm_config_rate_limits',
      'NODE_ENV',
      'TMPDIR',
      'LANG',
      '',
      '_',
      '__NEXT_PROCESSED_ENV',
      'NEXT_MANUAL_SIG_HANDLE',
    ],
  ];
  expect(others.filter((name) => findMeant(name) !== null)).toEqual([]);
});

const warned = (env: Record<string, string>) => warningsOf(env, readConfig(env)).map(({ setting }) => setting);

test('values that protect nothing are warned of, each once and by their setting alone', () => {
  expect(warned(PUBLIC)).toEqual([]);
  expect(warned({ ...PUBLIC, TRUSTED_PROXIES: '10.0.0.0/8,fc00::/7,127.0.0.1' })).toEqual([]);
  for (const range of ['0.0.0.0/0', '::/0', '10.0.0.1,0.0.0.0/1,128.0.0.0/1']) {
    expect(warned({ ...PUBLIC, TRUSTED_PROXIES: range })).toEqual(['TRUSTED_PROXIES']);
  }
  expect(warned({ AUTH_SECRET: 'V8Jx2mH0c1bq7sN4ZtKpLwRyEuGdFiAo' })).toEqual([]);
  expect(warned({ AUTH_SECRET: '0f1e2d3c4b5a69780f1e2d3c4b5a6978' })).toEqual([]);
  const AUTH_SECRET = `V8Jx2mH0c1bq7sN4ZtKpLwRyEuGdFiAo,${'abc'.repeat(16)}`;
  expect(warned({ AUTH_SECRET })).toEqual(['AUTH_SECRET']);
  expect(JSON.stringify(warningsOf({ AUTH_SECRET }, readConfig({ AUTH_SECRET })))).not.toContain('abcabc');
  expect(warned({ ...PUBLIC, TERMS_VERSION: '2026-11' })).toEqual(['TERMS_VERSION']);
  expect(warned({ ...PUBLIC, TERMS_VERSION: '2026-11', TERMS_URL: 'https://example.com/terms' })).toEqual([]);
  expect(warned({ ...PUBLIC, RESET_URL: 'https://app.example.com/{token}' })).toEqual([]);
  expect(warned({ ...PUBLIC, RESET_URL: 'com.example.app:/{token}', VERIFY_URL: 'com.example.app:/{token}' })).toEqual([
    'RESET_URL',
    'VERIFY_URL',
  ]);
  expect(warned({ ...PUBLIC, ALLOW_HTTP: 'true' })).toEqual([]);
  expect(warned({ ...PUBLIC, APP_URL: 'http://login.internal', ALLOW_HTTP: 'true' })).toEqual(['ALLOW_HTTP']);
});

test('a claim that its owner can edit is warned of by name', () => {
  const env = {
    USER_FIELDS: JSON.stringify({ name: { type: 'text', claim: true }, plan: { type: 'date', editable: false } }),
    ACCESS_CLAIMS: 'email,plan,name',
  };
  expect(warningsOf(env, readConfig(env))).toEqual([
    {
      setting: 'ACCESS_CLAIMS',
      message: 'ACCESS_CLAIMS has name, which its owner can edit: no application may authorize by it',
    },
  ]);
});

test('a name that is nearly a setting is warned of by both names, unless it is empty', () => {
  const env = { REQUIRE_VERIFIED_EMAILS: 'true', RATE_LIMIT: '', PATH: '/bin' };
  expect(warningsOf(env, readConfig(env))).toEqual([
    {
      setting: 'REQUIRE_VERIFIED_EMAILS',
      message: 'REQUIRE_VERIFIED_EMAILS is not a setting and has no effect. Did you mean REQUIRE_VERIFIED_EMAIL?',
    },
  ]);
});
