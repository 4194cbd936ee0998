import { uniqueEmail } from '../fixtures/accounts';
import { type Answer, type Client, OTHER_ORIGIN } from '../fixtures/client';
import {
  BLANK,
  CROSS_ORIGIN,
  expectJson,
  NOT_FOUND,
  NOT_JSON,
  TOO_LARGE,
  unsupportedType,
  wrongMethod,
} from './answers';
import { expect, test } from './api-test';

const HUGE = 'x'.repeat(20 * 1024);
const PLAIN_TEXT = { 'Content-Type': 'text/plain' };
const ELSEWHERE = { 'Sec-Fetch-Site': 'cross-site' };
const FOREIGN = { Host: 'evil.example' };
const UNKNOWN = '/auth/nothing/';
const KNOWN = '/auth/token/';

type Conflict = [title: string, ask: (client: Client) => Promise<Answer>];

const MISDIRECTED: Conflict[] = [
  ['an unknown path', (client) => client.get(UNKNOWN, FOREIGN)],
  ['a wrong method', (client) => client.get(KNOWN, FOREIGN)],
  ['an unknown method', (client) => client.request('PROPFIND', KNOWN, { headers: FOREIGN })],
  ['an unsupported type', (client) => client.json(KNOWN, 'x', { ...FOREIGN, ...PLAIN_TEXT })],
  ['a cross-origin form', (client) => client.form(KNOWN, {}, { ...FOREIGN, ...ELSEWHERE })],
  ['a body too large', (client) => client.json(KNOWN, HUGE, FOREIGN)],
  ['a field error', (client) => client.post(KNOWN, {}, FOREIGN)],
  ['a page', (client) => client.get('/login/', FOREIGN)],
];
const ABSENT: Conflict[] = [
  ['an unknown method', (client) => client.request('PROPFIND', UNKNOWN)],
  ['a wrong method', (client) => client.request('DELETE', UNKNOWN)],
  ['an unsupported type', (client) => client.json(UNKNOWN, 'x', PLAIN_TEXT)],
  ['a cross-origin form', (client) => client.form(UNKNOWN, {}, ELSEWHERE)],
  ['a body too large', (client) => client.json(UNKNOWN, HUGE)],
  ['a body that is not JSON', (client) => client.json(UNKNOWN, '{')],
];
const WRONG_METHOD: Conflict[] = [
  ['an unsupported type', (client) => client.request('PUT', KNOWN, { headers: PLAIN_TEXT, body: 'x' })],
  [
    'a compressed body',
    (client) => client.request('PUT', KNOWN, { headers: { 'Content-Encoding': 'gzip' }, body: 'x' }),
  ],
  [
    'a cross-origin form',
    (client) =>
      client.request('PUT', KNOWN, {
        headers: { ...ELSEWHERE, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: 'email=x',
      }),
  ],
  ['a body too large', (client) => client.request('PUT', KNOWN, { body: HUGE })],
  [
    'a body that is not JSON',
    (client) => client.request('PUT', KNOWN, { headers: { 'Content-Type': 'application/json' }, body: '{' }),
  ],
];
const UNSUPPORTED: Conflict[] = [
  [
    'a cross-origin request',
    (client) => client.json(KNOWN, 'x', { ...PLAIN_TEXT, ...ELSEWHERE, Origin: OTHER_ORIGIN }),
  ],
  ['a body too large', (client) => client.json(KNOWN, HUGE, PLAIN_TEXT)],
  ['fields missing', (client) => client.json(KNOWN, '{}', PLAIN_TEXT)],
];
const REFUSED_FORM: Conflict[] = [
  ['a body too large', (client) => client.form(KNOWN, { email: HUGE }, ELSEWHERE)],
  ['fields missing', (client) => client.form(KNOWN, {}, ELSEWHERE)],
  ['a wrong pair', (client) => client.form(KNOWN, { email: uniqueEmail(), password: 'wrong' }, ELSEWHERE)],
];

test.describe('precedence', { tag: '@any-database' }, () => {
  for (const [title, ask] of MISDIRECTED) {
    test(`a foreign Host counts before ${title}`, async ({ client }) => {
      const { status, text } = await ask(client);
      expect({ status, text }).toEqual({ status: 421, text: expect.stringContaining('APP_URL') });
    });
  }

  for (const [title, ask] of ABSENT) {
    test(`an unknown path counts before ${title}`, async ({ client }) => {
      expectJson(await ask(client), 404, NOT_FOUND);
    });
  }

  for (const [title, ask] of WRONG_METHOD) {
    test(`a wrong method counts before ${title}`, async ({ client }) => {
      expectJson(await ask(client), 405, wrongMethod('PUT'));
    });
  }

  for (const [title, ask] of UNSUPPORTED) {
    test(`an unsupported type counts before ${title}`, async ({ client }) => {
      expectJson(await ask(client), 415, unsupportedType('text/plain'));
    });
  }

  test('a compressed body counts before a cross-origin form', async ({ client }) => {
    const answer = await client.form(KNOWN, { email: 'x' }, { ...ELSEWHERE, 'Content-Encoding': 'gzip' });
    expectJson(answer, 415, { detail: expect.stringMatching(/^Unsupported media type ".*" in request\.$/) });
  });

  for (const [title, ask] of REFUSED_FORM) {
    test(`a cross-origin form counts before ${title}`, async ({ client }) => {
      expectJson(await ask(client), 403, CROSS_ORIGIN);
    });
  }

  test('a body too large counts before one that is not JSON', async ({ client }) => {
    expectJson(await client.json(KNOWN, `{${HUGE}`), 413, TOO_LARGE);
  });

  test('a body that is not JSON counts before bad credentials', async ({ client }) => {
    expectJson(await client.json(KNOWN, '{', { Authorization: 'Bearer x' }), 400, NOT_JSON);
  });

  test('a field error counts before a wrong pair', async ({ client }) => {
    expectJson(await client.post(KNOWN, { email: uniqueEmail(), password: '' }), 400, { password: [BLANK] });
  });
});
