import type { OperationResponse } from './response';

/** Where a browser is led that redeemed a link about an address: it is signed in to that account, or is by now. */
export const redirectAfterLink = (
  notice: 'email-verified' | 'email-changed',
): NonNullable<OperationResponse['redirect']> => ({
  path: '/account/',
  flash: { form: 'change-email', notice },
});
