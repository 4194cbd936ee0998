import { expect, test } from 'playwright/test';
import { isOfDomains, withDomains } from './domains';
import { registerInput } from './registration';

const DOMAINS = ['example.com', 'xn--bcher-kva.example'];
const Input = withDomains(
  registerInput(() => []),
  DOMAINS,
);

const errorsOf = (body: unknown) =>
  Input.safeParse(body).error?.issues.map(({ path, message }) => [...path, message]) ?? [];

test('an address of a listed domain is accepted in every spelling of it', () => {
  for (const email of ['ada@example.com', ' Ada@EXAMPLE.com ', 'ada@bücher.example', 'ada@BÜCHER.example']) {
    expect(errorsOf({ email, password: 'seven herons' })).toEqual([]);
  }
  expect(Input.parse({ email: 'Ada@Bücher.example', password: 'seven herons' })).toEqual({
    email: 'ada@xn--bcher-kva.example',
    password: 'seven herons',
  });
});

test('an address of another domain, a subdomain or a longer name is refused', () => {
  const sentence = 'Registration is not open to addresses of this domain.';
  for (const domain of ['example.org', 'mail.example.com', 'notexample.com', 'example.com.evil.example']) {
    expect(errorsOf({ email: `ada@${domain}`, password: 'seven herons' })).toEqual([['email', sentence]]);
  }
});

test('the domain is refused together with the other fields, and a malformed email in its own words', () => {
  expect(errorsOf({ email: 'ada@example.org' })).toEqual([
    ['email', 'Registration is not open to addresses of this domain.'],
    ['password', 'This field is required.'],
  ]);
  expect(errorsOf({ email: 'ada', password: 'seven herons' })).toEqual([['email', 'Enter a valid email address.']]);
  expect(errorsOf({ password: 'seven herons' })).toEqual([['email', 'This field is required.']]);
});

test('without a list every domain is as good as another', () => {
  expect(isOfDomains('ada@example.org', [])).toBe(true);
});
