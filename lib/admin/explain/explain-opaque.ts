import { whyNotInvited } from '../../auth/registration/invitations';
import type { RequestContext } from '../../context';
import { findAuditEventsBetween } from '../../data/audit-events';
import { findStoredInvitation } from '../../data/invitations';
import { findLinksOfUser, findStoredLink, type LinkPurpose, type StoredLinkRow } from '../../data/one-time-links';
import { findSessionByCookie } from '../../data/sessions';
import { addSeconds } from '../../time';
import { tokenHash } from '../../tokens/opaque-token';
import { around, eventThatUsed, inWords } from './causing-event';
import type { Reason, TokenExplanation } from './explanation';
import { findSessionReasons, userDisabled } from './session-reasons';
import { duration, shown } from './wording';

const LINKS: Record<LinkPurpose, string> = {
  reset: 'link to reset the password',
  verify: 'link to verify the email',
  change: 'link to confirm a new email',
  undo: 'link to undo a change of email',
};

/** Why a link, an invitation or a session cookie is refused. @returns null for one that is not stored */
export async function explainOpaque(token: string, ctx: RequestContext): Promise<TokenExplanation | null> {
  const hash = tokenHash(token);
  const link = await findStoredLink(ctx.db, hash);
  if (link) return explainLink(link, ctx);
  return (await explainInvitation(hash, ctx)) ?? explainCookie(hash, ctx);
}

function explained(
  kind: string,
  reasons: Reason[],
  facts: Record<string, string | null>,
  { now }: RequestContext,
): TokenExplanation {
  const known = Object.entries(facts).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    subject: 'token',
    kind,
    good: reasons.length === 0,
    reasons,
    facts: { ...Object.fromEntries(known), 'clock here': shown(now()) },
    notes: [],
  };
}

async function explainLink(link: StoredLinkRow, ctx: RequestContext): Promise<TokenExplanation> {
  const { userId, purpose, createdAt, expiresAt, usedAt, user } = link;
  const reasons = [
    ...(usedAt ? [await usedReason({ ...link, usedAt }, ctx)] : []),
    ...(expiresAt <= ctx.now() ? [expiredReason(expiresAt, ctx)] : []),
    ...(user.disabledAt ? [userDisabled(userId, user.disabledAt)] : []),
  ];
  const facts = { user: userId, created: shown(createdAt), expires: shown(expiresAt) };
  return explained(LINKS[purpose], reasons, facts, ctx);
}

const UNUSED = 'a link that was neither used nor revoked';

async function usedReason(
  { userId, purpose, usedAt }: StoredLinkRow & { usedAt: Date },
  { db }: RequestContext,
): Promise<Reason> {
  const [events, links] = [
    await findAuditEventsBetween(db, { userId }, around(usedAt)),
    await findLinksOfUser(db, userId),
  ];
  const shortlyBefore = addSeconds(usedAt, -1);
  const uses = links.flatMap((other) => (other.purpose === purpose && other.usedAt ? [other.usedAt] : []));
  const isFirst = !uses.some((at) => at >= shortlyBefore && at < usedAt);
  const isAlone = uses.filter((at) => Number(at) === Number(usedAt)).length === 1;
  const { isUse, event } = eventThatUsed({ purpose, usedAt, isFirst }, events);
  const used = isAlone ? 'used, and a link works once' : 'used, or revoked by the use of another link of its kind';
  const [cause, what] = isUse ? (['link_used', used] as const) : (['link_revoked', 'revoked'] as const);
  return {
    cause,
    message: `The link was ${what}: ${inWords(event)}.`,
    found: `${isUse ? 'used' : 'revoked'} ${shown(usedAt)}`,
    expected: UNUSED,
  };
}

function expiredReason(expiresAt: Date, { now }: RequestContext): Reason {
  const seconds = Math.floor((now().getTime() - expiresAt.getTime()) / 1000);
  return {
    cause: 'link_expired',
    message: `The link expired ${duration(seconds)} ago.`,
    found: `expired ${shown(expiresAt)}`,
    expected: `later than ${shown(now())}`,
  };
}

async function explainInvitation(hash: Buffer<ArrayBuffer>, ctx: RequestContext): Promise<TokenExplanation | null> {
  const invitation = await findStoredInvitation(ctx.db, hash);
  if (!invitation) return null;
  const { id, email, createdAt, expiresAt, usedAt } = invitation;
  const taken = await whyNotInvited(ctx.db, email, ctx);
  const reasons = [
    ...(usedAt ? [revokedInvitation(usedAt)] : []),
    ...(expiresAt <= ctx.now() ? [expiredReason(expiresAt, ctx)] : []),
    ...(taken ? [HAS_ACCOUNT] : []),
  ];
  const facts = { invitation: id, created: shown(createdAt), expires: shown(expiresAt) };
  return explained('invitation', reasons, facts, ctx);
}

const revokedInvitation = (at: Date): Reason => ({
  cause: 'link_revoked',
  message: `The invitation was revoked ${shown(at)}: by an operator, by a newer one to the same email, or because the email got an account.`,
  found: `revoked ${shown(at)}`,
  expected: UNUSED,
});

const HAS_ACCOUNT: Reason = {
  cause: 'has_account',
  message: 'The email of the invitation has an account, or is reserved for the owner of one who has just changed it.',
  found: 'an email that has an account',
  expected: 'an email without an account',
};

async function explainCookie(cookieHash: Buffer<ArrayBuffer>, ctx: RequestContext): Promise<TokenExplanation | null> {
  const found = await findSessionByCookie(ctx.db, cookieHash);
  if (!found) return null;
  const { id, userId, createdAt, expiresAt } = found;
  const { reasons } = await findSessionReasons({ sessionId: id, userId }, ctx);
  const facts = { user: userId, session: id, created: shown(createdAt), expires: shown(expiresAt) };
  return explained('session cookie', reasons, facts, ctx);
}
