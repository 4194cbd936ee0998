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

/** Every endpoint that takes a body with fields. */
export const POSTS: readonly Endpoint[] = [REGISTER, TOKEN, REFRESH, VERIFY, BLACKLIST, RESET_REQUEST, RESET];
/** Those that browser forms post to and that have a page. */
export const FORMS_WITH_A_PAGE: readonly (Endpoint & { page: string })[] = [
  { ...REGISTER, page: '/register/' },
  { ...TOKEN, page: '/login/' },
  { ...RESET_REQUEST, page: '/forgot-password/' },
  { ...RESET, page: `/reset-password/${UNKNOWN_RESET_TOKEN}/` },
];
export const FORMS_WITHOUT_A_PAGE: readonly Endpoint[] = [REFRESH, VERIFY, BLACKLIST];
/** Takes no field. */
export const LOGOUT: Endpoint = { name: '/auth/logout/', path: '/auth/logout/', fields: [] };
