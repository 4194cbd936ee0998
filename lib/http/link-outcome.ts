import type { Answer } from './response';

/** Where a browser is led that redeemed a link about an address: it is signed in to that account, or is by now. */
export const linkOutcome = (notice: 'email-verified' | 'email-changed'): NonNullable<Answer['seeOther']> => ({
  path: '/account/',
  flash: { form: 'change-email', notice },
});
