/** Names that a field cannot have, by what has them. A field is a key beside these, in responses, requests, claims and forms. */
const RESERVED: readonly string[] = [
  // The account, as clients, its owner's export and operators see it.
  ...['id', 'email', 'email_verified', 'email_verified_at', 'created_at', 'password_set_at', 'disabled_at'],
  ...['last_sign_in_at', 'roles', 'terms_version', 'terms_accepted_at', 'former_fields', 'former_roles'],
  // Errors, and what comes beside an account.
  ...['detail', 'code', 'messages', 'non_field_errors', 'access', 'refresh', 'mfa_token', 'methods'],
  // The fields of requests, and of paths.
  ...['username', 'password', 'current_password', 'token', 'next'],
  // Claims of tokens (RFC 7519 §4.1, OpenID Connect Core §2 and §5.1).
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sid', 'azp', 'acr', 'amr', 'auth_time', 'nonce', 'at_hash'],
  ...['client_id', 'user_id', 'token_type', 'scope'],
  // A control of this name would hide where its form is sent (WHATWG HTML, "named properties").
  'action',
];

const NAMES = new Set(RESERVED);

/** Those of every object, such as `constructor`, are reserved too. */
export const isReservedName = (name: string): boolean => NAMES.has(name) || name in Object.prototype;
