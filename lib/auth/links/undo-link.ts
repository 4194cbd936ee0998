import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { findValidLink } from '../../data/one-time-links';
import { enqueueNotice, type NoticePlace } from '../../mail/enqueue';
import type { Notice } from '../../mail/messages';
import { addSeconds } from '../../time';
import { tokenHash } from '../../tokens/opaque-token';
import { issueLink } from './one-time-links';

/**
 * Tells a former address of the change, with the link that undoes it and keeps the address from others. An address
 * that was never verified gets neither: it may be a stranger's.
 */
export async function enqueueUndoLink(
  tx: Db,
  { former, newEmail }: { former: { id: string; email: string; emailVerifiedAt: Date | null }; newEmail: string },
  ctx: RequestContext,
): Promise<void> {
  if (former.emailVerifiedAt === null) return;
  const { id: userId, email: to } = former;
  const kind = 'email-changed';
  const changedAt = ctx.now().toISOString();
  const write = async ({ dueAt, waiting }: NoticePlace) => {
    const earlier = await findLinkThatWaits(tx, waiting, ctx);
    const undo = earlier ?? (await issueLink(tx, { userId, purpose: 'undo', email: to, mailedAt: dueAt }, ctx));
    const { link, validMinutes } = undo;
    const message = { kind, to, newEmail, changedAt, link, validMinutes } as const;
    return { message, expiresAt: addSeconds(dueAt, validMinutes * 60) };
  };
  await enqueueNotice(tx, { kind, to, userId }, write, ctx);
}

/** The link of a notice that has not left yet, while it is good: the elder one undoes the later changes too. */
async function findLinkThatWaits(
  tx: Db,
  waiting: Notice | null,
  ctx: RequestContext,
): Promise<{ link: string; validMinutes: number } | null> {
  if (waiting?.kind !== 'email-changed') return null;
  const token = new URL(waiting.link).pathname.split('/').findLast((segment) => segment !== '') ?? '';
  return (await findValidLink(tx, 'undo', tokenHash(token), ctx.now())) && waiting;
}
