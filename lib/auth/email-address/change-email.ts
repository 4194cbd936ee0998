import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { isEmailReserved, revokeLinks } from '../../data/one-time-links';
import { inTransaction } from '../../data/transaction';
import { findUserByEmail, lockUnchangedCredential, lockUser, type UserRow } from '../../data/users';
import { AuthError, emailTaken, fieldError } from '../../errors';
import { enqueueChangeNotice } from '../../mail/enqueue';
import { secondsLeft } from '../../time';
import { withUniformTiming } from '../../uniform-timing';
import { issueAndMailLink, issueLink, nextLinkAllowedAt } from '../links/one-time-links';
import { sendResetLink } from '../passwords/send-reset-link';
import { requireSession } from '../sessions/require-session';
import { reauthenticate } from '../sign-in/reauthenticate';

/**
 * Mails a link to the address that is to take the place of the present one, which is told of it; nothing changes before
 * it is redeemed, and only the last one asked for counts. Under HIDE_UNKNOWN_EMAILS a taken address is answered
 * alike, and its owner is told.
 * @throws AuthError `not_authenticated`, `bearer_not_valid`, `invalid_fields`, `wrong_password`, `throttled`
 */
export async function changeEmail(
  { password, email }: { password: string; email: string },
  ctx: RequestContext,
): Promise<void> {
  const session = await requireSession(ctx);
  if (email === session.user.email) throw fieldError('email', 'This is the e-mail you have now.');
  const { changedAt } = await reauthenticate(session, { password, field: 'password' }, ctx);
  const ask = () => mailChangeLink({ userId: session.userId, email, passwordSetAt: changedAt }, ctx);
  await (ctx.config.hideUnknownEmails ? withUniformTiming(ask) : ask());
}

async function mailChangeLink(
  { userId, email, passwordSetAt }: { userId: string; email: string; passwordSetAt: Date },
  ctx: RequestContext,
): Promise<void> {
  const owner = await findUserByEmail(ctx.db, email);
  const isTaken = owner !== null || (await isEmailReserved(ctx.db, email, { exceptUserId: userId, now: ctx.now() }));
  if (isTaken && !ctx.config.hideUnknownEmails) {
    await requireBudget(ctx.db, userId, ctx);
    await ctx.addressLimits.recordAttempt('taken-email', ctx.clientAddress);
    throw emailTaken();
  }
  await inTransaction(ctx, async (tx) => {
    const user = await lockUser(tx, userId);
    if (!user || !(await lockUnchangedCredential(tx, userId, passwordSetAt))) throw new AuthError('not_authenticated');
    await requireBudget(tx, userId, ctx);
    if (!(await issueChangeLink(tx, { userId, email, isTaken }, ctx))) return;
    await recordEvent(tx, { event: 'authn_token_created', detail: 'change-link', userId }, ctx);
    await announce(tx, user, email, ctx);
  });
  if (owner) await sendResetLink(owner, 'account-exists', ctx);
}

/** In the place of the one before it. @returns false when the new address may be sent no more mail: nothing was done */
async function issueChangeLink(
  tx: Db,
  { userId, email, isTaken }: { userId: string; email: string; isTaken: boolean },
  ctx: RequestContext,
): Promise<boolean> {
  const make = async () => {
    await revokeLinks(tx, userId, ['change'], ctx.now());
    return issueLink(tx, { userId, purpose: 'change', email }, ctx);
  };
  const mail = { kind: 'confirm-new-email', to: email, userId } as const;
  if (!isTaken && (await issueAndMailLink(tx, mail, make, ctx))) return true;
  if (!ctx.config.hideUnknownEmails) return false;
  // A link that is mailed to no one: what is pending, and how soon another may be requested, must not reveal it either.
  await make();
  return true;
}

/** The present address hears of it before anything has changed: its owner may not have asked. */
async function announce(tx: Db, user: UserRow, newEmail: string, ctx: RequestContext): Promise<void> {
  const requestedAt = ctx.now().toISOString();
  const notice = { kind: 'email-change-requested', to: user.email, newEmail, requestedAt } as const;
  await enqueueChangeNotice(tx, notice, { userId: user.id, verifiedAt: user.emailVerifiedAt }, ctx);
}

/** @throws AuthError `throttled`, be the address taken or not */
async function requireBudget(db: Db, userId: string, ctx: RequestContext): Promise<void> {
  const until = await nextLinkAllowedAt(db, userId, 'change', ctx);
  if (until) throw new AuthError('throttled', { seconds: secondsLeft(ctx.now(), until) });
}
