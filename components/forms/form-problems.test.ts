import { expect, test } from 'playwright/test';
import { toProblems } from './form-problems';

const nothing = { fields: {}, form: null };

test('a form that was never sent, or went well, has no problem', () => {
  expect(toProblems(null)).toEqual(nothing);
  expect(toProblems({ notice: 'check-mail', email: 'a@example.com' })).toEqual(nothing);
});

test('field errors stand beside their fields, all of them', () => {
  const body = { email: ['Enter a valid email address.'], password: ['One.', 'Two.'] };
  expect(toProblems({ code: 'invalid_fields', body })).toEqual({ fields: body, form: null });
});

test('an unknown e-mail is told beside the e-mail', () => {
  const body = { detail: 'No user with this email address was found.', code: 'user_not_found' };
  expect(toProblems({ code: 'user_not_found', body }).fields).toEqual({ email: [body.detail] });
});

test('a wrong pair is about the whole form, in the words of the API', () => {
  const body = { detail: 'No active account found with the given credentials' };
  const form = { code: 'bad_credentials', title: 'Check the e-mail and the password', text: body.detail };
  expect(toProblems({ code: 'bad_credentials', body })).toEqual({ fields: {}, form });
});

test('a wait is kept', () => {
  const body = { detail: 'Request was throttled. Expected available in 42 seconds.' };
  const { form } = toProblems({ code: 'throttled', body, waitSeconds: 42 });
  expect(form).toEqual({ code: 'throttled', title: 'Too many tries', text: body.detail, waitSeconds: 42 });
});

test('a dead link is about the whole form', () => {
  const { fields, form } = toProblems({ code: 'invalid_link', body: { token: ['Invalid or expired token.'] } });
  expect([fields, form?.title, form?.text]).toEqual([
    {},
    'This link does not work any more',
    'Invalid or expired token.',
  ]);
});

test('an answer that is none of ours, such as a proxy’s, still says what to do', () => {
  for (const body of [{}, { password: 'x' }, { errors: [{ message: 'x' }] }]) {
    expect(toProblems({ code: 'invalid_fields', body }).form?.text).toBe(
      'The server could not answer. Try again in a moment.',
    );
  }
});

test('no answer at all is told as such', () => {
  expect(toProblems({ code: 'offline' }).form?.text).toContain('Nothing was lost');
});
