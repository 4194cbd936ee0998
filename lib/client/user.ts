/**
 * A user as the API shows them. The parameter has the profile fields of the installation (`USER_FIELDS`), for example
 * `{ name: string; plan: 'free' | 'team' | null }`.
 */
export type User<Fields extends object = NoFields> = {
  id: string;
  email: string;
  email_verified: boolean;
  /** RFC 3339, UTC. */
  created_at: string;
  /** There with the setting `ROLES`. */
  roles?: string[];
} & Fields;

export type NoFields = Record<never, never>;

/** A session of the user, as `/auth/sessions/` lists it. */
export type UserSession = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  agent: string | null;
  /** The one of this client. */
  current: boolean;
};

/** What `/auth/userinfo/` says (OIDC Core §5.3); which claims depends on the scope. */
export type UserInfo = {
  sub: string;
  email?: string;
  email_verified?: boolean;
  roles?: string[];
  [claim: string]: unknown;
};
