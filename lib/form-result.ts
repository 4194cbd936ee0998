/** What a form that succeeded tells on the page it leads to. */

/** Told on the sign-in page, or on the account page of another account: a mailed link was redeemed. */
const LINK_NOTICES = ['password-changed', 'email-restored'] as const;

/** Told on the sign-in page. */
const SIGN_IN_NOTICES = [...LINK_NOTICES, 'account-deleted', 'signed-out'] as const;

/** Told on the account page. */
const ACCOUNT_NOTICES = [
  'password-changed',
  'email-changed',
  'email-verified',
  'change-cancelled',
  'session-ended',
] as const;

/** `check-mail` is told by every page with a form that has a link mailed. */
export const NOTICES = ['check-mail', ...SIGN_IN_NOTICES, ...ACCOUNT_NOTICES] as const;

export type Notice = (typeof NOTICES)[number];
export type LinkNotice = (typeof LINK_NOTICES)[number];
export type SignInNotice = (typeof SIGN_IN_NOTICES)[number];
export type AccountNotice = (typeof ACCOUNT_NOTICES)[number];

const isOneOf =
  <Some extends Notice>(notices: readonly Some[]) =>
  (notice: Notice | undefined): notice is Some =>
    notices.some((each) => each === notice);

export const isLinkNotice = isOneOf(LINK_NOTICES);
export const isSignInNotice = isOneOf(SIGN_IN_NOTICES);
export const isAccountNotice = isOneOf(ACCOUNT_NOTICES);
