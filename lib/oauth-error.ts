/** The errors of OAuth 2.0 and OpenID Connect, which apps are told in the words of their RFCs. Pure. */

export type OAuthErrorCode =
  // RFC 6749 §4.1.2.1 and §5.2
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'server_error'
  | 'temporarily_unavailable'
  // RFC 6750 §3.1
  | 'insufficient_scope'
  // OpenID Connect Core §3.1.2.6
  | 'login_required'
  | 'request_not_supported'
  | 'request_uri_not_supported';

/** The same symbol in every copy of this module, as for AuthError. */
const BRAND: unique symbol = Symbol.for('postern.OAuthError');

/** Refuses an app. The description is for its developers: ASCII without quotation marks (RFC 6749 §5.2). */
export class OAuthError extends Error {
  readonly [BRAND] = true;
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, description: string) {
    super(description);
    this.code = code;
  }
}

/** In place of `instanceof`: Next loads this module once for each bundle. */
export const isOAuthError = (value: unknown): value is OAuthError =>
  typeof value === 'object' && value !== null && BRAND in value;
