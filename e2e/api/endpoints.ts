import { UNKNOWN_RESET_TOKEN } from '../fixtures/accounts';

/** An endpoint that takes a body: how tests call it, where it is, and the fields it demands. */
export type Endpoint = { name: string; path: string; fields: readonly string[] };

export const REGISTER: Endpoint = { name: '/auth/register/', path: '/auth/register/', fields: ['email', 'password'] };
export const TOKEN: Endpoint = { name: '/auth/token/', path: '/auth/token/', fields: ['email', 'password'] };
export const REFRESH: Endpoint = { name: '/auth/token/refresh/', path: '/auth/token/refresh/', fields: ['refresh'] };
export const VERIFY: Endpoint = { name: '/auth/token/verify/', path: '/auth/token/verify/', fields: ['token'] };
export const BLACKLIST: Endpoint = {
  name: '/auth/token/blacklist/',
  path: '/auth/token/blacklist/',
  fields: ['refresh'],
};
export const RESET_REQUEST: Endpoint = {
  name: '/auth/reset-password/',
  path: '/auth/reset-password/',
  fields: ['email'],
};
export const RESET: Endpoint = {
  name: '/auth/reset-password/<token>/',
  path: `/auth/reset-password/${UNKNOWN_RESET_TOKEN}/`,
  fields: ['password'],
};

export const CHANGE_PASSWORD: Endpoint = {
  name: '/auth/change-password/',
  path: '/auth/change-password/',
  fields: ['current_password', 'password'],
};
export const CHANGE_EMAIL: Endpoint = {
  name: '/auth/change-email/',
  path: '/auth/change-email/',
  fields: ['email', 'password'],
};
export const UNDO_EMAIL_CHANGE: Endpoint = {
  name: '/auth/undo-email-change/<token>/',
  path: `/auth/undo-email-change/${UNKNOWN_RESET_TOKEN}/`,
  fields: ['password'],
};
export const INVITATION: Endpoint = {
  name: '/auth/invitation/<token>/',
  path: `/auth/invitation/${UNKNOWN_RESET_TOKEN}/`,
  fields: ['password'],
};
export const VERIFY_REQUEST: Endpoint = { name: '/auth/verify-email/', path: '/auth/verify-email/', fields: ['email'] };
export const DELETE_ACCOUNT: Endpoint = { name: '/auth/me/delete/', path: '/auth/me/delete/', fields: ['password'] };

/** Every endpoint that takes a body with fields. */
export const POSTS: readonly Endpoint[] = [
  REGISTER,
  TOKEN,
  REFRESH,
  VERIFY,
  BLACKLIST,
  RESET_REQUEST,
  RESET,
  CHANGE_PASSWORD,
  CHANGE_EMAIL,
  UNDO_EMAIL_CHANGE,
  INVITATION,
  VERIFY_REQUEST,
  DELETE_ACCOUNT,
];
/** Those that browser forms post to and that have a page. */
export const FORMS_WITH_A_PAGE: readonly (Endpoint & { page: string })[] = [
  { ...REGISTER, page: '/register/' },
  { ...TOKEN, page: '/login/' },
  { ...RESET_REQUEST, page: '/forgot-password/' },
  { ...RESET, page: `/reset-password/${UNKNOWN_RESET_TOKEN}/` },
  { ...CHANGE_PASSWORD, page: '/account/' },
  { ...CHANGE_EMAIL, page: '/account/' },
  { ...UNDO_EMAIL_CHANGE, page: `/undo-email-change/${UNKNOWN_RESET_TOKEN}/` },
  { ...INVITATION, page: `/invitation/${UNKNOWN_RESET_TOKEN}/` },
  { ...VERIFY_REQUEST, page: '/verify-email/' },
  { ...DELETE_ACCOUNT, page: '/account/' },
];
export const FORMS_WITHOUT_A_PAGE: readonly Endpoint[] = [REFRESH, VERIFY, BLACKLIST];
export const LOGOUT: Endpoint = { name: '/auth/logout/', path: '/auth/logout/', fields: [] };
export const VERIFY_LINK: Endpoint = {
  name: '/auth/verify-email/<token>/',
  path: `/auth/verify-email/${UNKNOWN_RESET_TOKEN}/`,
  fields: [],
};
export const CHANGE_LINK: Endpoint = {
  name: '/auth/change-email/<token>/',
  path: `/auth/change-email/${UNKNOWN_RESET_TOKEN}/`,
  fields: [],
};
export const END_SESSION: Endpoint = {
  name: '/auth/sessions/<id>/end/',
  path: '/auth/sessions/01890a5d-ac96-774b-bcce-b302099a8057/end/',
  fields: [],
};
/** Takes no field. */
export const CANCEL_CHANGE: Endpoint = {
  name: '/auth/change-email/cancel/',
  path: '/auth/change-email/cancel/',
  fields: [],
};
export const END_OTHERS: Endpoint = {
  name: '/auth/sessions/end-others/',
  path: '/auth/sessions/end-others/',
  fields: [],
};
/** Those that take no field. */
export const POSTS_WITHOUT_FIELDS: readonly Endpoint[] = [
  LOGOUT,
  VERIFY_LINK,
  CHANGE_LINK,
  CANCEL_CHANGE,
  END_SESSION,
  END_OTHERS,
];
