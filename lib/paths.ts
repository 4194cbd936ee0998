/** Every path that Postern serves. Tests compare this table with `app`, with `proxy.ts` and with the proxy examples. Pure. */

/**
 * Before `/_next/` in the addresses of Postern's own files, so that another Next app of the origin keeps `/_next/`.
 * `next.config.js` has it as its `assetPrefix`.
 */
export const ASSET_PREFIX = '/postern';

/** Pages without parameters. */
export const PAGES = {
  home: '/',
  account: '/account/',
  apiReference: '/docs/api/',
  docs: '/docs/',
  forgotPassword: '/forgot-password/',
  login: '/login/',
  mailbox: '/mailbox/',
  register: '/register/',
  signOut: '/sign-out/confirm/',
  unknownApp: '/authorize/unknown-app/',
  verifyEmail: '/verify-email/',
} as const;

/** The pages of the documents, which exist with `DOCS` only. */
export const GUIDE_PAGE = '/docs/[...guide]/';

/** What the pages of the documentation load: files, and no part of the API. */
export const DOCS_FILE = '/docs/assets/[version]/[file]';

/** The folder of the page that each purpose of a one-time link, or an invitation, opens, and of its endpoint below `/auth/`; the token follows. */
export const LINK_FOLDERS = {
  reset: 'reset-password',
  verify: 'verify-email',
  change: 'change-email',
  undo: 'undo-email-change',
  invitation: 'invitation',
} as const;

/** What routes serve: the API, and what clients and tools fetch. `[token]` and `[id]` stand for one segment. */
export const ENDPOINTS = [
  '/.well-known/change-password',
  '/.well-known/jwks.json',
  '/.well-known/openid-configuration',
  '/.well-known/security.txt',
  '/auth/change-email/',
  '/auth/change-email/[token]/',
  '/auth/change-email/cancel/',
  '/auth/change-password/',
  '/auth/forward/',
  '/auth/invitation/[token]/',
  '/auth/logout/',
  '/auth/me/',
  '/auth/me/delete/',
  '/auth/me/export/',
  '/auth/oauth/token/',
  '/auth/openapi.json',
  '/auth/register/',
  '/auth/reset-password/',
  '/auth/reset-password/[token]/',
  '/auth/sessions/',
  '/auth/sessions/[id]/end/',
  '/auth/sessions/end-others/',
  '/auth/token/',
  '/auth/token/blacklist/',
  '/auth/token/refresh/',
  '/auth/token/verify/',
  '/auth/undo-email-change/[token]/',
  '/auth/userinfo/',
  '/auth/verify-email/',
  '/auth/verify-email/[token]/',
  '/authorize/',
  '/health/live/',
  '/health/ready/',
  '/icon.svg',
  '/mailbox/expired-access/',
  '/mailbox/fail/',
  '/mailbox/later/',
  '/mailbox/messages/',
  '/r/[item]',
  '/sign-out/',
] as const;

export type Endpoint = (typeof ENDPOINTS)[number];
