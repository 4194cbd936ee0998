import type { Db } from '../data/database';
import { failMail, type LeasedMail, markMailSent, scheduleRetry } from '../data/mails';
import { addSeconds, earlierOf } from '../time';
import { nextAttemptDelaySeconds } from './backoff';
import type { Outbox } from './outbox';
import type { Delivery, MailTransport } from './transports/transport';

/** The part of pino's logger that is used here. Its serializer keeps messages out of `err`: they may quote content. */
export type WorkerLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/**
 * Opens, renders and sends a mail that is leased. Never throws.
 * @returns `retry` for a mail that this process cannot read: another instance may already seal under the next AUTH_SECRET
 */
export async function deliver(
  mail: LeasedMail,
  { outbox, transport, log, now }: { outbox: Outbox; transport: MailTransport; log: WorkerLog; now(): Date },
): Promise<Delivery> {
  if (mail.expiresAt <= now()) return { outcome: 'refused', failure: 'expired' };
  try {
    const message = outbox.open(mail);
    if (!message) return { outcome: 'retry', failure: 'unreadable' };
    const { subject, html, text } = await outbox.render(message);
    return await transport.send({ id: mail.id, to: message.to, subject, html, text });
  } catch (error) {
    log.error({ event: 'mail_render_failed', mailId: mail.id, err: error }, 'mail could not be rendered');
    return { outcome: 'retry', failure: error instanceof Error ? error.name : 'unknown' };
  }
}

/** Stores how a delivery ended, and logs it. */
export async function recordDelivery(
  { id, attempts, expiresAt }: LeasedMail,
  delivery: Delivery,
  { db, log, now }: { db: Db; log: WorkerLog; now(): Date },
): Promise<void> {
  switch (delivery.outcome) {
    case 'sent':
      await markMailSent(db, id, now());
      return log.info({ event: 'mail_sent', mailId: id, attempts }, 'mail sent');
    case 'refused': {
      const { failure } = delivery;
      await failMail(db, id, { failure, now: now() });
      return log.error({ event: 'mail_failed', mailId: id, attempts, failure }, 'mail failed; it is not retried');
    }
    case 'retry': {
      const { failure, retryAfterSeconds } = delivery;
      const delaySeconds = nextAttemptDelaySeconds(attempts, Math.random(), retryAfterSeconds);
      const nextAttemptAt = earlierOf(addSeconds(now(), delaySeconds), expiresAt);
      await scheduleRetry(db, id, { nextAttemptAt, failure });
      return log.warn({ event: 'mail_postponed', mailId: id, attempts, failure }, 'mail not sent; it will be retried');
    }
  }
}
