/**
 * Where a server has what the rows ask for. What djoser has no endpoint for is at the path where Postern has it, or where a project
 * would put it.
 * @typedef {object} Paths
 * @property {string} unknown a path below the others that is no endpoint
 * @property {string} register
 * @property {string} token
 * @property {string} refresh
 * @property {string} verify
 * @property {string} blacklist
 * @property {string} me
 * @property {string} logout
 * @property {string} resetPassword
 * @property {(userId: unknown, password: string) => Submission} redeemUnknownLink
 * @property {(current: string, password: string) => Submission} changePassword
 * @property {string} keys
 *
 * @typedef {{ path: string, body: Record<string, unknown> }} Submission
 */

const UNKNOWN_LINK = 'A'.repeat(43);

/** @satisfies {Record<string, Paths>} */
export const PATHS = {
  postern: {
    unknown: '/auth/no-such-endpoint/',
    register: '/auth/register/',
    token: '/auth/token/',
    refresh: '/auth/token/refresh/',
    verify: '/auth/token/verify/',
    blacklist: '/auth/token/blacklist/',
    me: '/auth/me/',
    logout: '/auth/logout/',
    resetPassword: '/auth/reset-password/',
    redeemUnknownLink: (_userId, password) => ({ path: `/auth/reset-password/${UNKNOWN_LINK}/`, body: { password } }),
    changePassword: (current, password) => ({
      path: '/auth/change-password/',
      body: { current_password: current, password },
    }),
    keys: '/.well-known/jwks.json',
  },
  djoser: {
    unknown: '/auth/no-such-endpoint/',
    register: '/auth/users/',
    token: '/auth/jwt/create/',
    refresh: '/auth/jwt/refresh/',
    verify: '/auth/jwt/verify/',
    blacklist: '/auth/jwt/blacklist/',
    me: '/auth/users/me/',
    logout: '/auth/logout/',
    resetPassword: '/auth/users/reset_password/',
    redeemUnknownLink: (userId, password) => ({
      path: '/auth/users/reset_password_confirm/',
      body: { uid: Buffer.from(`${userId}`).toString('base64url'), token: UNKNOWN_LINK, new_password: password },
    }),
    changePassword: (current, password) => ({
      path: '/auth/users/set_password/',
      body: { current_password: current, new_password: password },
    }),
    keys: '/.well-known/jwks.json',
  },
};
