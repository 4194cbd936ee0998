import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { findSession } from '../../data/sessions';
import { lockUnchangedCredential } from '../../data/users';
import { AuthError, isAuthError, requiredField } from '../../errors';
import { requireSession } from '../sessions/require-session';
import { type NewSession, startSession } from '../sessions/start-session';
import { reauthenticate } from '../sign-in/reauthenticate';

/** What shows that a link about an address is redeemed by the account's owner, and not only by a reader of the mailbox. */
export type LinkProof = { kind: 'session'; id: string } | { kind: 'password'; setAt: Date };

type LinkOfAccount = { userId: string; user: { email: string } };

/**
 * A live session of the link's account, else the account's password. Otherwise an account that a stranger registered
 * with another person's address would be verified by a click of that address's owner. Guessing is limited as at sign-in.
 * @throws AuthError `invalid_fields` without either; `bearer_not_valid` and `bad_authorization_header` for such a token
 * without a password; `wrong_password`; `throttled`
 */
export async function requireLinkProof(
  link: LinkOfAccount,
  password: string | undefined,
  ctx: RequestContext,
): Promise<LinkProof> {
  const session = await findSessionOfAccount(link, password !== undefined, ctx);
  if (session) return { kind: 'session', id: session.id };
  if (password === undefined) throw requiredField('password');
  ctx.hasher.assertCapacity();
  const { changedAt } = await reauthenticate(link, { password, field: 'password', detail: 'by-link' }, ctx);
  return { kind: 'password', setAt: changedAt };
}

/**
 * The client's session, if it is one of the link's account. Clients attach a token to every request, also one that has
 * expired: the password makes up for it. Without a password its refusal is what tells the client to renew it.
 */
async function findSessionOfAccount({ userId }: LinkOfAccount, hasPassword: boolean, ctx: RequestContext) {
  try {
    const session = await requireSession(ctx);
    return session.userId === userId ? session : null;
  } catch (error) {
    if (!isAuthError(error)) throw error;
    const isBadToken = error.code === 'bearer_not_valid' || error.code === 'bad_authorization_header';
    if (error.code === 'not_authenticated' || (isBadToken && hasPassword)) return null;
    throw error;
  }
}

/** Asks again in the transaction that redeems the link, whose user is locked. @throws AuthError as above */
export async function requireProofStillHolds(tx: Db, userId: string, proof: LinkProof): Promise<void> {
  if (proof.kind === 'password') {
    const isUnchanged = await lockUnchangedCredential(tx, userId, proof.setAt);
    if (!isUnchanged) throw new AuthError('wrong_password', { field: 'password' });
    return;
  }
  const session = await findSession(tx, proof.id);
  if (session?.endedAt !== null) throw requiredField('password');
}

/**
 * Signs a browser in whose user gave the password; the new cookie takes the place of another account's. An API client
 * signs in at its own endpoint. Takes the transaction that redeems the link, so that only the winner is signed in.
 */
export async function startSessionByProof(
  tx: Db,
  { id, email }: { id: string; email: string },
  proof: LinkProof,
  ctx: RequestContext,
): Promise<NewSession | null> {
  if (proof.kind === 'session' || ctx.clientKind === 'api') return null;
  return startSession({ id, email, credentialChangedAt: proof.setAt }, ctx, { within: tx });
}
