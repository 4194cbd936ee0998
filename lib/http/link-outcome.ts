import type { Answer } from './answer';

/** Where somebody is led who redeemed a link about an address: home, or to where home begins. */
export const linkOutcome = (
  notice: 'email-verified' | 'email-changed',
  isSignedIn: boolean,
): NonNullable<Answer['seeOther']> =>
  isSignedIn
    ? { path: '/account/', flash: { form: 'change-email', notice } }
    : { path: '/login/', flash: { form: 'login', notice } };
