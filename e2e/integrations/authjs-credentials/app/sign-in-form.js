'use client';

import { useActionState } from 'react';
import { signInAction } from './actions.js';

const MESSAGES = {
  'wrong-pair': () => 'Incorrect email or password.',
  unverified: () => 'Verify your email first: open the link in the mail that we sent you.',
  throttled: ({ seconds }) => `Too many attempts. Try again in ${seconds} seconds.`,
  unavailable: () => 'Temporarily unavailable. Try again in a moment.',
};

export function SignInForm() {
  const [refusal, action, isPending] = useActionState(signInAction, null);
  return (
    <form action={action}>
      <label>
        Email <input name="email" type="email" autoComplete="username" defaultValue={refusal?.email} required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" disabled={isPending}>
        Sign in
      </button>
      {refusal && <p role="alert">{MESSAGES[refusal.code](refusal)}</p>}
    </form>
  );
}
