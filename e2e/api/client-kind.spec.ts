import { uniqueEmail } from '../fixtures/accounts';
import { FORM_TYPE, findCookie, type HeaderFields, HTML, OTHER_ORIGIN } from '../fixtures/client';
import {
  CROSS_ORIGIN,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  fieldErrors,
  NO_CREDENTIALS,
  REQUIRED,
  unsupportedType,
} from './answers';
import { expect, test } from './api-test';
import { FORMS_WITH_A_PAGE, FORMS_WITHOUT_A_PAGE, POSTS, POSTS_WITHOUT_FIELDS, TOKEN } from './endpoints';
import { JWT } from './jwt';

const TOKENS = { access: expect.stringMatching(JWT), refresh: expect.stringMatching(JWT) };

test.describe('an API client', { tag: '@any-database' }, () => {
  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; charset=utf8',
    'application/json; charset="UTF8"',
    'Application/JSON',
  ];
  for (const type of types) {
    test(`posts ${type}`, async ({ client }) => {
      const answer = await client.post('/auth/token/', {}, { 'Content-Type': type });
      expectJsonWithoutCookies(answer, 400, fieldErrors(TOKEN.fields, REQUIRED));
    });
  }

  test('gets tokens in the body and no cookie', async ({ client, member: { email, password } }) => {
    expectJsonWithoutCookies(await client.post('/auth/token/', { email, password }), 200, TOKENS);
  });

  test('may say in JSON what a browser adds, and is no browser form for it', async ({
    client,
    member: { email, password },
  }) => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: OTHER_ORIGIN, Accept: HTML };
    expectJsonWithoutCookies(await client.post('/auth/token/', { email, password }, headers), 200, TOKENS);
  });

  test('sends a form-encoded body without Sec-Fetch-Site and Origin', async ({
    client,
    member: { email, password },
  }) => {
    expectJsonWithoutCookies(await client.formEncodedApiPost('/auth/token/', { email, password }), 200, TOKENS);
  });

  for (const Accept of [undefined, '*/*', 'application/json', 'text/plain']) {
    test(`sends a form-encoded body with ${Accept ? `Accept: ${Accept}` : 'no Accept'}`, async ({ client }) => {
      for (const { path, fields } of POSTS) {
        expectJsonWithoutCookies(
          await client.formEncodedApiPost(path, {}, { Accept }),
          400,
          fieldErrors(fields, REQUIRED),
        );
      }
    });
  }

  test('may name the charset of a form-encoded body', async ({ client }) => {
    for (const charset of ['UTF-8', 'utf8']) {
      const headers = { 'Content-Type': `${FORM_TYPE}; charset=${charset}` };
      const answer = await client.formEncodedApiPost('/auth/token/', { email: uniqueEmail() }, headers);
      expectJsonWithoutCookies(answer, 400, { password: [REQUIRED] });
    }
  });

  test('has its cookies ignored', async ({ client, memberCookie }) => {
    expectJson(await client.post('/auth/logout/', {}, { Cookie: memberCookie }), 401, NO_CREDENTIALS);
    expectJson(await client.formEncodedApiPost('/auth/logout/', {}, { Cookie: memberCookie }), 401, NO_CREDENTIALS);
    expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
  });

  test('that signs in keeps its cookies as they are', async ({ client, member: { email, password }, memberCookie }) => {
    const answer = await client.post('/auth/token/', { email, password }, { Cookie: memberCookie });
    expectJsonWithoutCookies(answer, 200, TOKENS);
    expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
  });
});

test.describe('a browser form', { tag: '@any-database' }, () => {
  for (const { name, path, page } of FORMS_WITH_A_PAGE) {
    test(`to ${name} from the same origin is answered by 303, or in JSON where the script asks`, async ({ client }) => {
      expectSeeOther(await client.form(path, {}), page);
      const fields = FORMS_WITH_A_PAGE.find((form) => form.path === path)?.fields ?? [];
      expectJson(await client.enhancedForm(path, {}), 400, fieldErrors(fields, REQUIRED));
    });
  }

  const crossOrigin: [string, (appUrl: string) => HeaderFields][] = [
    ['Sec-Fetch-Site is cross-site', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    ['Sec-Fetch-Site is same-site', () => ({ 'Sec-Fetch-Site': 'same-site' })],
    ['Sec-Fetch-Site is none', () => ({ 'Sec-Fetch-Site': 'none' })],
    ['Sec-Fetch-Site is empty', () => ({ 'Sec-Fetch-Site': '' })],
    ['Sec-Fetch-Site is unheard of', () => ({ 'Sec-Fetch-Site': 'same-origin, cross-site' })],
    ['Sec-Fetch-Site is cross-site though Origin is right', (Origin) => ({ 'Sec-Fetch-Site': 'cross-site', Origin })],
    ['only another Origin came', () => ({ 'Sec-Fetch-Site': undefined, Origin: OTHER_ORIGIN })],
    ['only Origin: null came', () => ({ 'Sec-Fetch-Site': undefined, Origin: 'null' })],
    ['Origin has another port', (appUrl) => ({ 'Sec-Fetch-Site': undefined, Origin: `${appUrl}1` })],
    ['Origin has another scheme', (appUrl) => ({ 'Sec-Fetch-Site': undefined, Origin: otherScheme(appUrl) })],
    ['Origin is another though Sec-Fetch-Site is same-origin', () => ({ Origin: OTHER_ORIGIN })],
    ['Origin has another port though Sec-Fetch-Site is same-origin', (appUrl) => ({ Origin: `${appUrl}1` })],
    ['Origin is null though Sec-Fetch-Site is same-origin', () => ({ Origin: 'null' })],
    ['Origin is empty though Sec-Fetch-Site is same-origin', () => ({ Origin: '' })],
    ['neither came and it wants HTML', () => ({ 'Sec-Fetch-Site': undefined, Origin: undefined })],
  ];
  for (const [why, headersFor] of crossOrigin) {
    test(`is refused as cross-origin, in JSON and without a cookie, when ${why}`, async ({ client, memberCookie }) => {
      const headers = { Origin: undefined, ...headersFor(client.appUrl), Cookie: memberCookie };
      for (const { path, fields } of [...POSTS, ...POSTS_WITHOUT_FIELDS]) {
        const filled = Object.fromEntries(fields.map((field) => [field, 'x']));
        expectJsonWithoutCookies(await client.form(path, filled, headers), 403, CROSS_ORIGIN);
      }
      expect((await client.get('/auth/me/', { Cookie: memberCookie })).status).toBe(200);
    });
  }

  test('of a script is refused as cross-origin in the same way', async ({ client }) => {
    for (const { path } of [...POSTS, ...POSTS_WITHOUT_FIELDS]) {
      const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: OTHER_ORIGIN };
      expectJsonWithoutCookies(await client.enhancedForm(path, {}, headers), 403, CROSS_ORIGIN);
    }
  });

  test('with the right password is refused all the same when it comes from elsewhere', async ({
    client,
    member: { email, password },
  }) => {
    const answer = await client.form('/auth/token/', { email, password }, { 'Sec-Fetch-Site': 'cross-site' });
    expectJsonWithoutCookies(answer, 403, CROSS_ORIGIN);
  });

  test('passes by Sec-Fetch-Site where Origin is absent', async ({ client }) => {
    expectSeeOther(await client.form('/auth/token/', {}, { Origin: undefined }), '/login/');
    const enhanced = await client.enhancedForm('/auth/token/', {}, { Origin: undefined });
    expectJson(enhanced, 400, fieldErrors(TOKEN.fields, REQUIRED));
  });

  test('passes by Origin where Sec-Fetch-Site is absent', async ({ client }) => {
    expectSeeOther(await client.form('/auth/token/', {}, { 'Sec-Fetch-Site': undefined }), '/login/');
    const enhanced = await client.enhancedForm('/auth/token/', {}, { 'Sec-Fetch-Site': undefined });
    expectJson(enhanced, 400, fieldErrors(TOKEN.fields, REQUIRED));
  });

  test('is one by its Origin even where it takes any answer', async ({ client, member: { email, password } }) => {
    const headers = { 'Sec-Fetch-Site': undefined, Accept: '*/*' };
    const answer = await client.form('/auth/token/', { email, password }, headers);
    expectSeeOther(answer, '/account/');
    expect(findCookie(answer, client.sessionCookie)).not.toBeNull();
  });

  for (const { name, path, fields } of FORMS_WITHOUT_A_PAGE) {
    test(`to ${name}, which has no page, is answered in JSON`, async ({ client }) => {
      const unfit = Object.fromEntries(fields.map((field) => [field, '']));
      const blank = fieldErrors(fields, 'This field may not be blank.');
      expectJsonWithoutCookies(await client.form(path, unfit), 400, blank);
      expectJsonWithoutCookies(await client.enhancedForm(path, unfit), 400, blank);
    });
  }
});

test.describe('a GET is no form, so that it is answered alike', { tag: '@any-database' }, () => {
  const origins: [string, HeaderFields][] = [
    ['from the address bar', { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', Accept: HTML }],
    ['from our own pages', { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors' }],
    ['from a sibling', { 'Sec-Fetch-Site': 'same-site', Origin: OTHER_ORIGIN }],
    ['from elsewhere', { 'Sec-Fetch-Site': 'cross-site', Origin: OTHER_ORIGIN }],
    ['with another Origin alone', { Origin: OTHER_ORIGIN }],
    ['with Origin: null', { Origin: 'null' }],
    ['with a type but no body', { 'Content-Type': 'text/plain', Accept: HTML }],
  ];
  for (const [where, headers] of origins) {
    test(where, async ({ client, access, memberCookie }) => {
      const Authorization = `Bearer ${access}`;
      expectJson(await client.get('/auth/me/', headers), 401, NO_CREDENTIALS);
      for (const credential of [{ Authorization }, { Cookie: memberCookie }]) {
        const asBrowser = await client.get('/auth/me/', { ...headers, ...credential });
        expectJsonWithoutCookies(asBrowser, 200, (await client.get('/auth/me/', credential)).json());
        const head = await client.request('HEAD', '/auth/me/', { headers: { ...headers, ...credential } });
        expect(head.status).toBe(200);
      }
      for (const path of ['/.well-known/jwks.json', '/health/live/', '/health/ready/']) {
        expect((await client.get(path, headers)).status, path).toBe(200);
      }
    });
  }
});

test.describe('an empty body', { tag: '@any-database' }, () => {
  const types = [
    'application/json',
    FORM_TYPE,
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/xml',
    undefined,
  ];
  for (const type of types) {
    test(`counts as {} with ${type ?? 'no type'}`, async ({ client }) => {
      for (const { path, fields } of POSTS) {
        const headers = { 'Content-Type': type };
        const answer = await client.request('POST', path, { headers, body: '' });
        expectJsonWithoutCookies(answer, 400, fieldErrors(fields, REQUIRED));
      }
    });
  }

  test('in chunks counts as {} too', async ({ client }) => {
    const headers = { 'Content-Type': 'text/plain' };
    const answer = await client.request('POST', '/auth/token/', { headers, chunked: true });
    expectJsonWithoutCookies(answer, 400, fieldErrors(TOKEN.fields, REQUIRED));
  });

  test('without a type is a browser form where Sec-Fetch-Site is there', async ({ client }) => {
    const headers = { 'Sec-Fetch-Site': 'same-origin', Accept: HTML };
    expectSeeOther(await client.request('POST', '/auth/token/', { headers }), '/login/');
    const enhanced = { ...headers, Accept: 'application/json' };
    const answer = await client.request('POST', '/auth/token/', { headers: enhanced });
    expectJson(answer, 400, fieldErrors(TOKEN.fields, REQUIRED));
    const foreign = { ...headers, 'Sec-Fetch-Site': 'cross-site' };
    expectJsonWithoutCookies(await client.request('POST', '/auth/token/', { headers: foreign }), 403, CROSS_ORIGIN);
  });

  test('without a type is a browser form where Origin is there', async ({ client }) => {
    const headers = { Origin: client.appUrl, Accept: HTML };
    expectSeeOther(await client.request('POST', '/auth/token/', { headers }), '/login/');
    const foreign = { ...headers, Origin: OTHER_ORIGIN };
    expectJsonWithoutCookies(await client.request('POST', '/auth/token/', { headers: foreign }), 403, CROSS_ORIGIN);
  });

  test('without a type, Sec-Fetch-Site and Origin is an API client, whatever it accepts', async ({ client }) => {
    const answer = await client.request('POST', '/auth/token/', { headers: { Accept: HTML } });
    expectJsonWithoutCookies(answer, 400, fieldErrors(TOKEN.fields, REQUIRED));
  });
});

test.describe('a body of another type', { tag: '@any-database' }, () => {
  const types = [
    'text/plain',
    'application/xml',
    'text/html',
    'application/octet-stream',
    'application/jsonp',
    'application/problem+json',
    'text/json',
    'multipart/form-data',
  ];
  for (const type of types) {
    test(`${type} is refused in those words`, async ({ client }) => {
      for (const { path } of POSTS) {
        const answer = await client.json(path, '{"email":"a@example.com"}', { 'Content-Type': type });
        expectJsonWithoutCookies(answer, 415, unsupportedType(type));
      }
    });
  }

  test('that has parameters is refused too', async ({ client }) => {
    for (const type of [
      'multipart/form-data; boundary=x',
      'text/plain; charset=utf-8',
      'application/json; charset=utf-16',
      'application/json; charset=utf88',
      'application/json; charset=utf',
    ]) {
      const answer = await client.json('/auth/token/', '{}', { 'Content-Type': type });
      const [bare = ''] = type.split(';');
      const detail = expect.stringMatching(`^Unsupported media type "${bare}.*" in request\\.$`);
      expectJsonWithoutCookies(answer, 415, { detail });
    }
  });

  test('is refused from a browser as well', async ({ client }) => {
    const answer = await client.json('/auth/token/', '{}', { ...client.sameOrigin(), 'Content-Type': 'text/plain' });
    expectJsonWithoutCookies(answer, 415, unsupportedType('text/plain'));
  });

  test('or of no type is refused', async ({ client }) => {
    for (const { path } of POSTS) {
      const answer = await client.json(path, '{}', { 'Content-Type': undefined });
      expectJsonWithoutCookies(answer, 415, unsupportedType(''));
    }
  });
});

function otherScheme(origin: string): string {
  return origin.startsWith('https:') ? origin.replace('https:', 'http:') : origin.replace('http:', 'https:');
}
