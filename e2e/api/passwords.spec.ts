import { registered, uniqueEmail, uniqueWord } from '../fixtures/accounts';
import type { Client } from '../fixtures/client';
import {
  BLANK,
  expectJson,
  expectJsonWithoutCookies,
  NO_SUCH_PAIR,
  PASSWORD_LIKE_EMAIL,
  PASSWORD_LIKE_PRODUCT,
  PASSWORD_TOO_COMMON,
  PASSWORD_TOO_LONG,
  PASSWORD_TOO_SHORT,
} from './answers';
import { expect, test } from './api-test';

const GOOSE = '🪿';

async function expectAccepted(client: Client, password: string, email = uniqueEmail()): Promise<void> {
  const answer = await client.post('/auth/register/', { email, password });
  expect({ status: answer.status, text: answer.text }).toEqual({ status: 201, text: expect.stringContaining('"id"') });
}

async function expectRefused(client: Client, password: string, error: string, email = uniqueEmail()): Promise<void> {
  const answer = await client.post('/auth/register/', { email, password });
  expectJsonWithoutCookies(answer, 400, { password: [error] });
}

async function expectSignIn(
  client: Client,
  pair: { email: string; password: string },
  status: 200 | 401,
): Promise<void> {
  const answer = await client.post('/auth/token/', pair);
  expectJson(
    answer,
    status,
    status === 200 ? { access: expect.any(String), refresh: expect.any(String) } : NO_SUCH_PAIR,
  );
}

test.describe('a password is long enough', { tag: '@any-database' }, () => {
  test('with eight characters, not with seven', async ({ client }) => {
    await expectRefused(client, 'kq7wzpv', PASSWORD_TOO_SHORT);
    await expectAccepted(client, 'kq7wzpvm');
  });

  test('by its code points, not by UTF-16 units or bytes', async ({ client }) => {
    await expectRefused(client, GOOSE.repeat(7), PASSWORD_TOO_SHORT);
    await expectAccepted(client, '🪿🦆🦢🐦🐧🦉🦅🐓');
    await expectRefused(client, 'жщэюяфц', PASSWORD_TOO_SHORT);
    await expectAccepted(client, 'жщэюяфцъ');
  });

  test('by its spaces too', async ({ client }) => {
    await expectAccepted(client, 'k w z v ');
    await expectRefused(client, ' ', PASSWORD_TOO_SHORT);
  });

  test('never when it is empty', async ({ client }) => {
    await expectRefused(client, '', BLANK);
  });
});

test.describe('a password is short enough', { tag: '@any-database' }, () => {
  test('with 256 code points, not with 257', async ({ client }) => {
    const longest = varied(256);
    await expectAccepted(client, longest);
    await expectRefused(client, `${longest}x`, PASSWORD_TOO_LONG);
  });

  test('by its code points, not by UTF-16 units or bytes', async ({ client }) => {
    await expectAccepted(client, GOOSE.repeat(128) + '🦆'.repeat(128));
    await expectRefused(client, GOOSE.repeat(128) + '🦆'.repeat(129), PASSWORD_TOO_LONG);
  });
});

test.describe('a password of 64 characters may be', { tag: '@any-database' }, () => {
  const scripts: Record<string, string> = {
    Latin: 'thequickbrownfoxjumps',
    Cyrillic: 'съешьжеещёэтихмягких',
    Greek: 'ξεσκεπάζωτηνψυχοφθόρα',
    Arabic: 'أبجدهوزحطيكلمنسعفصقرشت',
    Hebrew: 'דגסקרןשטביםמאוכזב',
    Devanagari: 'ऋषियोंकोसतानेवालेदुष्ट',
    Chinese: '天地玄黃宇宙洪荒日月盈昃',
    emoji: '🪿🦆🦢🐦🐧🦉🦅🐓',
    punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    'control characters': '\t\n\r\u0001\u001f\u007f',
  };
  for (const [name, letters] of Object.entries(scripts)) {
    test(`of ${name}`, async ({ client }) => {
      const password = [...letters.repeat(64)].slice(0, 64).join('');
      const { email } = await registered(client, { password });
      await expectSignIn(client, { email, password }, 200);
    });
  }
});

test.describe('no composition is asked for:', { tag: '@any-database' }, () => {
  for (const password of ['wlkjqzmvbnty', 'WLKJQZMVBNTY', '83920175640382', '?!?-!?.,;:!?']) {
    test(password, async ({ client }) => expectAccepted(client, password));
  }
});

for (const password of ['new_password', 'new_secure_password', 'user_password']) {
  test(`the example of the documentation passes: ${password}`, async ({ client }) => expectAccepted(client, password));
}

test.describe('a common password is refused:', { tag: '@any-database' }, () => {
  const common = [
    'password',
    '12345678',
    '123456789',
    'iloveyou',
    'sunshine',
    'football',
    'princess',
    'baseball',
    'superman',
    'trustno1',
    'password1',
    'qwertyuiop',
    '11111111',
    'jennifer',
  ];
  for (const password of common) {
    test(password, async ({ client }) => expectRefused(client, password, PASSWORD_TOO_COMMON));
  }

  test('in any letter case', async ({ client }) => {
    for (const password of ['PASSWORD', 'PassWord', 'QwertyUiop', 'ILOVEYOU']) {
      await expectRefused(client, password, PASSWORD_TOO_COMMON);
    }
  });

  test('with the usual substitutions, digits and punctuation, and as one character again and again', async ({
    client,
  }) => {
    for (const password of ['Password1!', 'P@ssw0rd1', 'Summer2026!', 'zzzzzzzzzz', '        ']) {
      await expectRefused(client, password, PASSWORD_TOO_COMMON);
    }
  });

  test('while one that only contains it passes', async ({ client }) => {
    await expectAccepted(client, 'password of the heron');
  });
});

test.describe('a password like the email is refused:', { tag: '@any-database' }, () => {
  const likenesses: [string, (email: string, local: string) => string][] = [
    ['the email', (email) => email],
    ['the email in other letter case', (email) => email.toUpperCase()],
    ['the email with digits around it', (email) => `12${email}34`],
    ['its local part', (_, local) => local],
    ['its local part in other letter case', (_, local) => local.toUpperCase()],
    ['its local part with digits before it', (_, local) => `2024${local}`],
    ['its local part with digits after it', (_, local) => `${local}1`],
    ['its local part with digits around it', (_, local) => `007${local}2024`],
  ];
  for (const [name, likeness] of likenesses) {
    test(name, async ({ client }) => {
      const local = `marten${uniqueLetters()}`;
      const email = `${local}@example.com`;
      await expectRefused(client, likeness(email, local), PASSWORD_LIKE_EMAIL, email);
    });
  }

  test('of an email in another spelling', async ({ client }) => {
    const local = `marten${uniqueLetters()}`;
    await expectRefused(client, local, PASSWORD_LIKE_EMAIL, `  ${local.toUpperCase()}@Example.COM `);
  });

  test('while the email of another user is accepted, and so is a password that contains more', async ({ client }) => {
    const local = `marten${uniqueLetters()}`;
    await expectAccepted(client, local);
    await expectAccepted(client, `${local} by the weir`, `${local}@example.com`);
  });
});

test.describe("a password like the product's name is refused:", { tag: '@any-database' }, () => {
  for (const password of ['postern1', '1postern', '99postern99', 'Postern2024', 'POSTERN123']) {
    test(password, async ({ client }) => expectRefused(client, password, PASSWORD_LIKE_PRODUCT));
  }

  test('while one that says more passes', async ({ client }) => {
    await expectAccepted(client, 'a postern in the wall');
  });
});

test('each reason is a sentence of its own', async ({ client }) => {
  const name = await client.post('/auth/register/', { email: uniqueEmail(), password: 'postern' });
  const { password: [...ofName] = [] } = name.json<{ password: string[] }>();
  expectJson(name, 400, { password: expect.anything() });
  expect(ofName.sort()).toEqual([PASSWORD_LIKE_PRODUCT, PASSWORD_TOO_SHORT].sort());
  const word = uniqueLetters().slice(0, 7);
  const local = await client.post('/auth/register/', { email: `${word}@${uniqueWord()}.example`, password: word });
  const { password: [...ofLocal] = [] } = local.json<{ password: string[] }>();
  expect(ofLocal.sort()).toEqual([PASSWORD_LIKE_EMAIL, PASSWORD_TOO_SHORT].sort());
});

test.describe('the whole password counts:', () => {
  test('its end beyond 72 bytes', async ({ client }) => {
    const password = varied(100);
    const { email } = await registered(client, { password });
    await expectSignIn(client, { email, password: `${password.slice(0, -1)}?` }, 401);
    await expectSignIn(client, { email, password: password.slice(0, 72) }, 401);
    await expectSignIn(client, { email, password }, 200);
  });

  test('the last of 256 characters', async ({ client }) => {
    const password = varied(256);
    const { email } = await registered(client, { password });
    await expectSignIn(client, { email, password: password.slice(0, 255) }, 401);
    await expectSignIn(client, { email, password }, 200);
  });

  test('the spaces around it', async ({ client }) => {
    const password = '  herons by the weir\t';
    const { email } = await registered(client, { password });
    await expectSignIn(client, { email, password: password.trim() }, 401);
    await expectSignIn(client, { email, password }, 200);
  });

  test('its letter case', async ({ client }) => {
    const password = 'Herons By The Weir';
    const { email } = await registered(client, { password });
    await expectSignIn(client, { email, password: password.toLowerCase() }, 401);
    await expectSignIn(client, { email, password }, 200);
  });
});

test.describe('a password is the same in either form of Unicode:', () => {
  const composed = 'caf\u00e9 au lait \u00fc';
  const decomposed = 'cafe\u0301 au lait u\u0308';
  test('set in letters and accents, used in one piece', async ({ client }) => {
    const { email } = await registered(client, { password: decomposed });
    await expectSignIn(client, { email, password: composed }, 200);
  });

  test('set in one piece, used in letters and accents', async ({ client }) => {
    const { email } = await registered(client, { password: composed });
    await expectSignIn(client, { email, password: decomposed }, 200);
    await expectSignIn(client, { email, password: 'cafe au lait u' }, 401);
  });

  test('but a letter that only looks alike is another', async ({ client }) => {
    const { email } = await registered(client, { password: 'the ﬁve herons' });
    await expectSignIn(client, { email, password: 'the five herons' }, 401);
  });
});

test('no answer quotes the password that it refuses', async ({ client }) => {
  const password = 'zq7!zq';
  const answer = await client.post('/auth/register/', { email: uniqueEmail(), password });
  expect(JSON.stringify([answer.text, answer.headers])).not.toContain(password);
});

/** Letters that repeat nowhere near, so that no list of common passwords holds them. */
function varied(lengthCharacters: number): string {
  const words = Array.from({ length: lengthCharacters }, (_, at) => `heron ${at * 7} `).join('');
  return words.slice(0, lengthCharacters).replace(/ $/, '.');
}

/** Letters alone: digits around a word are what some of these tests are about. */
function uniqueLetters(): string {
  return [...uniqueWord()].map((digit) => 'ghijklmnopqrstuv'[Number.parseInt(digit, 16)]).join('');
}
