import { expect, test } from 'playwright/test';
import type { FormError } from '@/lib/form-result';
import { toProblems } from './form-problems';

const nothing = { fields: {}, form: null };

type WithoutKind<Result> = Result extends { kind: string } ? Omit<Result, 'kind'> : never;

/** What the form is told of an error. */
const problems = (error: WithoutKind<FormError>) => toProblems({ kind: 'error', ...error });

test('a form that was never sent, or went well, has no problem', () => {
  expect(toProblems(null)).toEqual(nothing);
  expect(toProblems({ kind: 'success', form: 'verify-email', notice: 'check-mail', email: 'a@example.com' })).toEqual(
    nothing,
  );
});

test('field errors stand beside their fields, all of them', () => {
  const body = { email: ['Enter a valid email address.'], password: ['One.', 'Two.'] };
  expect(problems({ code: 'invalid_fields', body })).toEqual({ fields: body, form: null });
});

test('an unknown email is told beside the email', () => {
  const body = { detail: 'No user with this email address was found.', code: 'user_not_found' };
  expect(problems({ code: 'user_not_found', body }).fields).toEqual({ email: [body.detail] });
});

test('a wrong pair is about the whole form, in one sentence', () => {
  const body = { detail: 'No active account found with the given credentials' };
  const form = { code: 'bad_credentials', title: 'Incorrect email or password.' };
  expect(problems({ code: 'bad_credentials', body })).toEqual({ fields: {}, form });
});

test('a wait without its seconds is told as such', () => {
  const body = { detail: 'slow down' };
  expect(problems({ code: 'throttled', body }).form?.text).toBe('Please try again in a moment.');
});

test('an error without a text of its own is told in the words of the API', () => {
  const form = { code: 'server_error', title: 'Something went wrong', text: 'A server error occurred.' };
  expect(problems({ code: 'server_error', body: { detail: form.text } })).toEqual({ fields: {}, form });
});

test('a wait is kept', () => {
  const body = { detail: 'Request was throttled. Expected available in 42 seconds.' };
  const { form } = problems({ code: 'throttled', body, waitSeconds: 42 });
  const text = 'You can try again in 42 seconds.';
  expect(form).toEqual({ code: 'throttled', title: 'Too many attempts', text, waitSeconds: 42 });
});

test('a dead link is about the whole form', () => {
  const { fields, form } = problems({ code: 'invalid_link', body: {} });
  const link = { href: '/forgot-password/', text: 'Request a new link' };
  expect([fields, form]).toEqual([{}, { code: 'invalid_link', title: 'This link is invalid or has expired', link }]);
});

test('an error without words, such as that of a proxy, still says what to do', () => {
  const form = { title: 'Something went wrong', text: 'Please try again in a moment.' };
  expect(problems({ code: 'server_error', body: {} }).form).toMatchObject(form);
});

test('no answer at all is told as such', () => {
  expect(problems({ code: 'offline', body: {} }).form?.title).toBe('You seem to be offline');
});
