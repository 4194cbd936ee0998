import type { RequestContext } from '../context';
import type { Db } from '../data/database';
import { insertMail } from '../data/mails';
import type { MailMessage } from '../mail/messages';
import { addSeconds, days } from '../time';

/** A notice is still worth reading this long after the change. */
const NOTICE_SECONDS = days(1);

/** Puts a mail that tells of a change into the outbox, in the change's own transaction. */
export async function mailNotice(
  tx: Db,
  message: MailMessage,
  userId: string | null,
  ctx: Pick<RequestContext, 'mailer' | 'now'>,
): Promise<void> {
  const now = ctx.now();
  await insertMail(tx, ctx.mailer.toRow(message, { userId, now, expiresAt: addSeconds(now, NOTICE_SECONDS) }));
}
