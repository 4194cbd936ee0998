import type { Account, UserInfo as Claims, Session } from './bodies';

/**
 * A user as the API shows them. The parameter has the profile fields of the installation (`USER_FIELDS`), for example
 * `{ name: string; plan: 'free' | 'team' | null }`.
 */
export type User<Fields extends object = NoFields> = Account & Fields;

export type NoFields = Record<never, never>;

/** A session of the user, as `/auth/sessions/` lists it. */
export type UserSession = Session;

/** What `/auth/userinfo/` says (OIDC Core §5.3); which claims depends on the scope. */
export type UserInfo = Claims & { [claim: string]: unknown };
