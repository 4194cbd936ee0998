/**
 * What the API takes and gives, from its description: a test of `lib/openapi` writes this file. A property that depends on
 * the settings of the installation is optional.
 */

export type Account = {
  id: string;
  email: string;
  email_verified: boolean;
  /** RFC 3339, UTC. */
  created_at: string;
  roles?: string[];
  terms_version?: string | null;
  terms_accepted_at?: string | null;
};

export type Tokens = {
  refresh: string;
  access: string;
};

export type RefreshedTokens = {
  access: string;
  refresh?: string;
};

export type Session = {
  id: string;
  /** RFC 3339, UTC. */
  created_at: string;
  /** RFC 3339, UTC. */
  last_seen_at: string;
  address: string | null;
  agent: string | null;
  current: boolean;
};

export type AppTokens = {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  refresh_token: string;
  scope: string;
  id_token: string;
};

export type UserInfo = {
  sub: string;
  email?: string;
  email_verified?: boolean;
  roles?: string[];
};

export type RegisterRequest = {
  /** It is trimmed, and compared in lower case. */
  email: string;
  /** It is never trimmed. */
  password: string;
  /** The version of the terms that the user accepts. */
  terms_version?: string;
};

export type SignInRequest = {
  /** It is trimmed, and compared in lower case. */
  email: string;
  /** It is never trimmed. */
  password: string;
};

export type RequestPasswordResetRequest = {
  /** It is trimmed, and compared in lower case. */
  email: string;
};

export type ResetPasswordRequest = {
  /** It is never trimmed. */
  password: string;
};

export type RequestEmailVerificationRequest = {
  /** It is trimmed, and compared in lower case. */
  email: string;
};

export type VerifyEmailRequest = {
  /** It is never trimmed. */
  password?: string;
};

export type ChangePasswordRequest = {
  /** The present password. */
  current_password: string;
  /** It is never trimmed. */
  password: string;
};
