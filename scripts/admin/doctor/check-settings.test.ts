import { expect, test } from 'playwright/test';
import { judgeSettings } from './check-settings';

const PUBLIC = {
  APP_URL: 'https://login.example.com',
  TRUSTED_PROXIES: '10.0.0.0/8',
  RESEND_API_KEY: 're_the-key',
  AUTH_SECRET: 'b2Ygd2hpY2ggbm90aGluZyBpcyBwcmludGVk',
};

const bad = (env: Record<string, string>, files: Parameters<typeof judgeSettings>[1] = []) =>
  judgeSettings(env, files).findings.filter(({ level }) => level !== 'ok');

test('settings that can be used have no complaint, and are counted', () => {
  expect(judgeSettings({}, []).findings).toMatchObject([
    { level: 'ok', found: '0 set, APP_URL http://localhost:3000' },
  ]);
  expect(judgeSettings(PUBLIC, []).findings).toMatchObject([
    { level: 'ok', found: '4 set, APP_URL https://login.example.com' },
  ]);
});

test('a setting that cannot be used is a problem, and there is no configuration', () => {
  const { config, findings } = judgeSettings({ BCRYPT_COST: '99' }, []);
  expect(config).toBeNull();
  expect(findings).toMatchObject([
    { level: 'problem', message: 'BCRYPT_COST must be a whole number from 10 to 16.', expected: expect.any(String) },
  ]);
  expect(bad({ ...PUBLIC, APP_URL: 'http://login.example.com' })).toMatchObject([
    { level: 'problem', message: 'APP_URL must use https, or set ALLOW_HTTP=true on a private network.' },
  ]);
});

test('a misspelled name is a problem, with the name that is meant', () => {
  expect(bad({ REQUIRE_VERIFIED_EMAILS: 'true' })).toMatchObject([
    { level: 'problem', found: 'REQUIRE_VERIFIED_EMAILS', expected: 'REQUIRE_VERIFIED_EMAIL' },
  ]);
});

test('a name of an .env file that means nothing is a note; those of other programs are none', () => {
  const settings = { FAVORITE_COLOR: 'blue', POSTGRES_PASSWORD: 'x', NODE_OPTIONS: '', APP_NAME: 'Acme' };
  expect(bad({}, [{ name: '.env', settings }])).toMatchObject([
    { level: 'note', message: 'FAVORITE_COLOR in .env is no setting of Postern and has no effect.' },
  ]);
});

test('what protects nothing is a problem, with both values', () => {
  const http = { ...PUBLIC, APP_URL: 'http://login.example.com', ALLOW_HTTP: 'true' };
  expect(bad(http)).toMatchObject([
    { level: 'problem', found: 'APP_URL http://login.example.com', expected: 'an APP_URL with https' },
  ]);
  expect(bad({ ...PUBLIC, TRUSTED_PROXIES: '0.0.0.0/0' })).toMatchObject([{ level: 'problem', found: '0.0.0.0/0' }]);
  expect(bad({ ...PUBLIC, RATE_LIMITS: 'off' })).toMatchObject([{ level: 'problem', found: 'off', expected: 'on' }]);
  expect(bad({ RATE_LIMITS: 'off' })).toMatchObject([{ level: 'note' }]);
});

test('a secret is never shown', () => {
  const secret = 'abababababababababababababababab';
  const findings = judgeSettings({ ...PUBLIC, AUTH_SECRET: secret }, []).findings;
  expect(findings).toMatchObject([
    { level: 'ok' },
    { level: 'problem', found: 'a secret of few different characters' },
  ]);
  expect(JSON.stringify(findings)).not.toContain(secret);
  expect(JSON.stringify(findings)).not.toContain(PUBLIC.RESEND_API_KEY);
});
