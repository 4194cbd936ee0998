import { expect, test } from 'playwright/test';
import { describe, describeWith } from './describe.mjs';

const answer = (status: number, text: string, headers: Record<string, string> = {}) => {
  const body: unknown = headers['content-type'] ? undefined : text === '' ? undefined : JSON.parse(text);
  return { status, headers: new Headers(headers), text, body };
};

const ANSWERS: [text: string, description: string][] = [
  ['', '200'],
  ['{}', '200 {}'],
  ['{"refresh":"a","access":"b"}', '200 {access, refresh}'],
  ['{"detail":"No."}', '200 "No."'],
  ['{"detail":"No.","code":"token_not_valid"}', '200 token_not_valid "No."'],
  ['{"password":["One.","Two."],"email":["Three."]}', '200 email: Three.; password: One. Two.'],
  ['[1]', '200 a list'],
  ['null', '200 null'],
];

for (const [text, description] of ANSWERS) {
  test(`the answer ${text} is described as ${description}`, () => {
    expect(describe(answer(200, text))).toBe(description);
  });
}

test('what is no JSON is described by its type', () => {
  expect(describe(answer(404, '<html>', { 'content-type': 'text/html; charset=utf-8' }))).toBe('404 text/html');
});

test('of a body with more keys those that were asked for are described, and its error whole', () => {
  expect(describeWith(answer(200, '{"id":"1","email":"a","roles":[]}'), ['id', 'email'])).toBe('200 {email, id}');
  expect(describeWith(answer(200, '{"id":"1","password_hash":"x"}'), ['id'])).toBe('200 with password_hash');
  expect(describeWith(answer(400, '{"email":["No."]}'), ['id'])).toBe('400 email: No.');
  expect(describeWith(answer(401, '{"detail":"No."}'), ['id'])).toBe('401 "No."');
});

test('a terminal obeys nothing that a server sends, and a long text is cut', () => {
  expect(describe(answer(400, JSON.stringify({ email: ['\u001b[2J\u202e'] })))).toBe('400 email: ?[2J?');
  expect(describe(answer(400, JSON.stringify({ email: ['x'.repeat(500)] }))).length).toBe(201);
});
