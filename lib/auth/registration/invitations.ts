import { recordEvent } from '../../audit/record-event';
import type { Context, RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { findOpenInvitation, type InvitationRow, insertInvitation, revokeInvitationsTo } from '../../data/invitations';
import { isEmailReserved } from '../../data/one-time-links';
import { findUserByEmail } from '../../data/users';
import { AuthError } from '../../errors';
import { enqueueLink } from '../../mail/enqueue';
import type { Profile } from '../../profile/user-fields';
import { addSeconds } from '../../time';
import { isRandomToken, randomToken, tokenHash } from '../../tokens/opaque-token';
import { linkAddress } from '../links/link-address';

/** Invitations to create an account, each a link that works once. */

/** Who is invited, and what the new user is given besides what is typed on the page. */
export type Invited = { email: string; roles: string[]; profile: Profile };

export type IssuedInvitation = { id: string; link: string; expiresAt: Date };

/** An invitation for an operator to pass on. Takes a transaction. */
export async function printInvitation(tx: Db, invited: Invited, ctx: RequestContext): Promise<IssuedInvitation> {
  const invitation = await issue(tx, invited, ctx);
  await recordIssue(tx, 'invitation-printed', invitation, ctx);
  return invitation;
}

/**
 * Mails an invitation. Takes a transaction.
 * @returns null when the recipient's mail budget is used up: nothing was done
 */
export async function mailInvitation(tx: Db, invited: Invited, ctx: RequestContext): Promise<IssuedInvitation | null> {
  const kind = 'invitation';
  const { email: to } = invited;
  const issued: IssuedInvitation[] = [];
  const write = async () => {
    const invitation = await issue(tx, invited, ctx);
    issued.push(invitation);
    await recordIssue(tx, 'invitation', invitation, ctx);
    const { link, expiresAt } = invitation;
    const message = { kind, to, link, validMinutes: Math.ceil(ctx.config.invitationSeconds / 60) } as const;
    return { message, expiresAt };
  };
  await enqueueLink(tx, { kind, to, userId: null }, write, ctx);
  return issued[0] ?? null;
}

const recordIssue = (
  tx: Db,
  detail: 'invitation' | 'invitation-printed',
  { id: invitationId }: IssuedInvitation,
  ctx: RequestContext,
): Promise<void> => recordEvent(tx, { event: 'authn_token_created', detail, userId: null, invitationId }, ctx);

/** In the place of those before it to the same address. */
async function issue(tx: Db, { email, roles, profile }: Invited, ctx: RequestContext): Promise<IssuedInvitation> {
  const createdAt = ctx.now();
  const expiresAt = addSeconds(createdAt, ctx.config.invitationSeconds);
  for (const id of await revokeInvitationsTo(tx, email, createdAt)) await recordRevocation(tx, id, ctx);
  const token = randomToken();
  const invitation = { email, roles, profile, tokenHash: tokenHash(token), createdAt, expiresAt };
  const { id } = await insertInvitation(tx, invitation);
  return { id, link: linkAddress('invitation', token, ctx.config), expiresAt };
}

export const recordRevocation = (tx: Db, invitationId: string, ctx: RequestContext): Promise<void> =>
  recordEvent(tx, { event: 'authn_token_revoked', detail: 'invitation', userId: null, invitationId }, ctx);

/** Why an address cannot be invited: it has an account, or is reserved for the owner of one. Null if it is free. */
export async function whyNotInvited(
  db: Db,
  email: string,
  { now }: Pick<Context, 'now'>,
): Promise<'has-account' | 'reserved' | null> {
  if (await findUserByEmail(db, email)) return 'has-account';
  return (await isEmailReserved(db, email, { exceptUserId: null, now: now() })) ? 'reserved' : null;
}

/** An invitation while it can be accepted, or null. Finding it does not use it up. */
export async function findInvitation(token: string, ctx: Pick<Context, 'db' | 'now'>): Promise<InvitationRow | null> {
  const invitation = isRandomToken(token) ? await findOpenInvitation(ctx.db, tokenHash(token), ctx.now()) : null;
  return invitation && (await whyNotInvited(ctx.db, invitation.email, ctx)) === null ? invitation : null;
}

/** @throws AuthError `invalid_link`, the same for unknown, accepted, revoked, expired and malformed */
export async function requireInvitation(token: string, ctx: Context): Promise<InvitationRow> {
  const invitation = await findInvitation(token, ctx);
  if (!invitation) throw new AuthError('invalid_link');
  return invitation;
}
