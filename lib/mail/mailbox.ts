import type { Db } from '../data/database';
import { findMailboxMails, type MailboxMail } from '../data/mails';
import { addSeconds, hours } from '../time';
import type { Outbox } from './outbox';

const KEPT_SECONDS = hours(24);
const MAILS_AT_MOST = 200;

/** A mail as `GET /mailbox/messages/` shows it. */
export type MailboxMessage = {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  created_at: string;
};

/** The mails of an installation without a provider: newest first, of the last 24 hours. `to` is canonical. */
export async function listMailbox(
  { to }: { to?: string | undefined },
  { db, outbox, now }: { db: Db; outbox: Outbox; now(): Date },
): Promise<MailboxMessage[]> {
  const mails = await findMailboxMails(db, {
    recipientKey: to === undefined ? undefined : outbox.recipientKey(to),
    since: addSeconds(now(), -KEPT_SECONDS),
    now: now(),
    limit: MAILS_AT_MOST,
  });
  const messages = await Promise.all(mails.map((mail) => present(outbox, mail)));
  return messages.filter((message) => message !== null);
}

async function present(outbox: Outbox, mail: MailboxMail): Promise<MailboxMessage | null> {
  const message = outbox.open(mail);
  if (!message) return null;
  const { subject, text, html, links } = await outbox.render(message);
  return { id: mail.id, to: message.to, subject, text, html, links, created_at: mail.nextAttemptAt.toISOString() };
}
