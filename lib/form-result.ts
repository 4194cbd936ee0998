import type { ErrorCode, FieldErrors } from './errors';

/** What came of a form. The server makes it once; the page after a 303 and the form's script show the same of it. */

/** By this type the script asks for a {@link FormResult}, and tells it from what a proxy in between sends (RFC 6838 §3.2). */
export const FORM_RESULT_TYPE = 'application/vnd.postern.form-result+json';

export const FORM_NAMES = [
  'login',
  'register',
  'forgot-password',
  'reset-password',
  'verify-email',
  'verify-link',
  'change-link',
  'undo-link',
  'invitation',
  'change-password',
  'change-email',
  'profile',
  'sessions',
  'delete-account',
  'logout',
] as const;

export type FormName = (typeof FORM_NAMES)[number];

export type FormSuccess = {
  kind: 'success';
  /** Only the page of this form shows it. */
  form: FormName;
  /** Absent where the next page speaks for itself. */
  notice?: Notice | undefined;
  /** The email that the notice is about. */
  email?: string | undefined;
};

/** Errors whose body has sentences for each field. */
export const FIELD_ERROR_CODES = ['invalid_fields', 'wrong_password'] as const satisfies ErrorCode[];

type FieldErrorCode = (typeof FIELD_ERROR_CODES)[number];

/** What was typed into further fields, by name. */
export type TypedFields = {
  values: Record<string, string>;
  /** Those that there was no room for. */
  lost: string[];
};

export type FormError = {
  kind: 'error';
  /** Only this form shows it. Absent where the request was rejected before its form was known. */
  form?: FormName | undefined;
  /** When trying again may help. */
  waitSeconds?: number | undefined;
  /** As it was typed, for the form to keep. */
  email?: string | undefined;
  /** Only in the flash cookie: where a script runs, the page with the form stays. */
  typed?: TypedFields | undefined;
} & (
  | { code: FieldErrorCode; body: FieldErrors }
  // `offline` is the script's own: no response came. The body has the error in the API's own words.
  | { code: Exclude<ErrorCode, FieldErrorCode> | 'offline'; body: { detail?: string | undefined } }
);

/** It contains no password and no token. */
export type FormResult = FormSuccess | FormError;

/** Told on the sign-in page, or on the account page of another account: a mailed link was redeemed. */
const LINK_NOTICES = ['password-changed', 'email-restored'] as const;

/** Told on the sign-in page. */
export const SIGN_IN_NOTICES = ['password-changed', 'email-restored', 'account-deleted', 'signed-out'] as const;

/** Told on the account page. */
export const ACCOUNT_NOTICES = [
  'password-changed',
  'email-changed',
  'email-verified',
  'change-cancelled',
  'session-ended',
  'profile-changed',
] as const;

export type LinkNotice = (typeof LINK_NOTICES)[number];
export type SignInNotice = (typeof SIGN_IN_NOTICES)[number];
export type AccountNotice = (typeof ACCOUNT_NOTICES)[number];
/** `check-mail` is told by every page with a form that has a link mailed. */
export type Notice = 'check-mail' | SignInNotice | AccountNotice;

/** The notice of a form that succeeded. */
export const noticeOf = (result: FormResult | null): Notice | undefined =>
  result?.kind === 'success' ? result.notice : undefined;

// Nothing here runs when the module is loaded, so that the pages' scripts get only what they use.
const isOneOf = <Some extends Notice>(notice: Notice | undefined, notices: readonly Some[]): notice is Some =>
  notices.some((each) => each === notice);

export const isLinkNotice = (notice: Notice | undefined): notice is LinkNotice => isOneOf(notice, LINK_NOTICES);
export const isSignInNotice = (notice: Notice | undefined): notice is SignInNotice => isOneOf(notice, SIGN_IN_NOTICES);
export const isAccountNotice = (notice: Notice | undefined): notice is AccountNotice =>
  isOneOf(notice, ACCOUNT_NOTICES);
