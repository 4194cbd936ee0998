import { PASSWORD, registered, signedIn, uniqueWord } from '../fixtures/accounts';
import type { Client } from '../fixtures/client';
import {
  BLANK,
  EMAIL_TAKEN,
  EMAIL_TOO_LONG,
  expectJson,
  expectJsonWithoutCookies,
  INVALID_EMAIL,
  NO_SUCH_PAIR,
  NO_SUCH_USER,
} from './answers';
import { expect, test } from './api-test';

const register = (client: Client, email: string) => client.post('/auth/register/', { email, password: PASSWORD });

test.describe('an email is stored and answered', () => {
  const spellings: Record<string, [string, string]> = {
    'as it came when it is canonical': ['WORD@example.com', 'WORD@example.com'],
    'without the spaces around it': ['  \t WORD@example.com  ', 'WORD@example.com'],
    'in lower case': ['Word.WORD@EXAMPLE.Com', 'word.WORD@example.com'],
    'with its international domain in ASCII': ['WORD@bücher.example', 'WORD@xn--bcher-kva.example'],
    'with a domain in capitals and accents apart in the same ASCII': [
      'WORD@BU\u0308CHER.example',
      'WORD@xn--bcher-kva.example',
    ],
    'with an ideographic full stop as a dot': ['WORD@例え。テスト', 'WORD@xn--r8jz45g.xn--zckzah'],
    'with an ASCII form of a domain as it is': [
      'WORD@почта.рф'.replace('почта.рф', 'xn--80a1acny.xn--p1ai'),
      'WORD@xn--80a1acny.xn--p1ai',
    ],
    'with plus, dots and the other signs of a local part': [
      "WORD.a+b_c-d!#$%&'*/=?^`{|}~@example.com",
      "WORD.a+b_c-d!#$%&'*/=?^`{|}~@example.com",
    ],
    'with a domain of many labels': ['WORD@a.b.c.d.example.com', 'WORD@a.b.c.d.example.com'],
  };
  for (const [name, [given, stored]] of Object.entries(spellings)) {
    test(name, async ({ client }) => {
      const word = uniqueWord();
      const answer = await register(client, given.replace('WORD', word));
      expect(answer.status).toBe(201);
      expect(answer.json()).toMatchObject({ email: stored.replace('WORD', word) });
    });
  }

  test('so that every spelling of it is the same account', async ({ client }) => {
    const word = uniqueWord();
    const account = await registered(client, { email: `${word}@bücher.example` });
    expect(account.email).toBe(`${word}@xn--bcher-kva.example`);
    expectJson(await register(client, ` ${word.toUpperCase()}@XN--BCHER-KVA.example`), 400, EMAIL_TAKEN);
    const other = await signedIn(client, { ...account, email: `${word}@bücher.example` });
    const me = await client.get('/auth/me/', { Authorization: `Bearer ${other.access}` });
    expect(me.json()).toMatchObject({ id: account.id, email: account.email });
  });
});

const MALFORMED: Record<string, string> = {
  'no @': 'nobody',
  'nothing before the @': '@example.com',
  'nothing after the @': 'a@',
  'two @': 'a@b@example.com',
  'two @ together': 'a@@example.com',
  'no dot in the domain': 'a@localhost',
  'a dot at the end of the domain': 'a@example.com.',
  'a dot at the start of the domain': 'a@.example.com',
  'two dots in the domain': 'a@example..com',
  'a hyphen at the start of a label': 'a@-example.com',
  'a hyphen at the end of a label': 'a@example-.com',
  'a label of 64 characters': `a@${'b'.repeat(64)}.com`,
  'an address literal': 'a@[127.0.0.1]',
  'a space inside': 'a b@example.com',
  'a space in the domain': 'a@exam ple.com',
  'a letter outside ASCII before the @': 'jürgen@example.com',
  'letters of another script before the @': 'почта@example.com',
  'a Cyrillic letter that looks Latin': '\u0430nna@example.com',
  'a comma list': 'a@example.com,b@example.com',
  'a comma list with a space': 'a@example.com, b@example.com',
  'a semicolon list': 'a@example.com;b@example.com',
  'a line break and a header': 'a@example.com\r\nBcc: b@example.com',
  'a line feed inside': 'a@exam\nple.com',
  'a carriage return inside': 'a\r@example.com',
  'a tab inside': 'a\t@example.com',
  'angle brackets': '<a@example.com>',
  'a name and angle brackets': 'Anna <a@example.com>',
  'a quoted local part': '"a b"@example.com',
  'a quote inside': 'a"b@example.com',
  'a comment': 'a(comment)@example.com',
  'a backslash': 'a\\b@example.com',
  'a fullwidth @': 'a\uff20example.com',
  'a small @': 'a\ufe6bexample.com',
  'a fullwidth @ in the domain': 'a@example.com\uff20evil.example',
  'a fullwidth solidus in the domain': 'a@example.com\uff0fevil.example',
  'a sign that becomes a/c': 'a@exam\u2100ple.com',
  'a zero-width space': 'a\u200b@example.com',
  'a right-to-left override': 'a\u202e@example.com',
  'a colon, like a route': 'b@other.example:a@example.com',
  'a percent sign in the domain': 'a@exam%70le.com',
  'an underscore in the domain': 'a@exam_ple.com',
  'a slash in the domain': 'a@example.com/b.com',
  'a port': 'a@example.com:25',
};

for (const [name, email] of Object.entries(MALFORMED)) {
  test(`an email with ${name} is none: ${JSON.stringify(email.slice(0, 40))}`, async ({ client }) => {
    expectJsonWithoutCookies(await register(client, email), 400, { email: [INVALID_EMAIL] });
    const reset = await client.post('/auth/reset-password/', { email });
    expectJsonWithoutCookies(reset, 400, { email: [INVALID_EMAIL] });
  });
}

test('an email that is none is no valid pair to sign in with', async ({ client }) => {
  const email = `${uniqueWord()}@example.com\r\nBcc: b@example.com`;
  expectJson(await client.post('/auth/token/', { email, password: PASSWORD }), 401, NO_SUCH_PAIR);
});

test('an email of white space alone is blank', async ({ client }) => {
  for (const email of ['   ', '\t', '\r\n', '\u00a0']) {
    expectJson(await register(client, email), 400, { email: [BLANK] });
  }
});

test.describe('an email has at most 254 characters', () => {
  test('once it is trimmed', async ({ client }) => {
    const longest = ofLength(254);
    const answer = await register(client, `   ${longest}   `);
    expect({ status: answer.status, body: answer.json() }).toMatchObject({ status: 201, body: { email: longest } });
  });

  test('and not one more', async ({ client }) => {
    expectJsonWithoutCookies(await register(client, ofLength(255)), 400, { email: [EMAIL_TOO_LONG] });
    const reset = await client.post('/auth/reset-password/', { email: ofLength(255) });
    expectJsonWithoutCookies(reset, 400, { email: [EMAIL_TOO_LONG] });
    expectJson(await client.post('/auth/reset-password/', { email: ofLength(254) }), 404, NO_SUCH_USER);
  });

  test('once its domain is in ASCII', async ({ client }) => {
    const domain = `${`ü${'a'.repeat(49)}.`.repeat(4)}example`;
    const email = `${uniqueWord()}@${domain}`;
    expect(email.length).toBeLessThanOrEqual(254);
    expectJson(await register(client, email), 400, { email: [EMAIL_TOO_LONG] });
  });
});

/** A well-formed email without an account. */
function ofLength(lengthCharacters: number): string {
  const domain = `${`${'d'.repeat(45)}.`.repeat(4)}example`;
  return `${uniqueWord().padEnd(lengthCharacters - domain.length - 1, 'l')}@${domain}`;
}
