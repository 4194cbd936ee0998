'use server';

import { SignInRefused, signIn, signOut } from '../auth.js';

/** @returns why the sign-in failed; one that succeeds redirects, which Next does by throwing. */
export async function signInAction(_previous, form) {
  const { email, password } = Object.fromEntries(form);
  try {
    await signIn('credentials', { email, password, redirectTo: '/' });
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    return { email, code: error.code, seconds: error.retryAfterSeconds };
  }
}

export async function signOutAction() {
  await signOut({ redirectTo: '/' });
}
