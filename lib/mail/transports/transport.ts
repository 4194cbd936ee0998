import type { MailProvider } from '../../config/mail-settings';

/** `id` is the outbox row's: a mail sent twice under it arrives once. */
export type OutgoingMail = { id: string; to: string; subject: string; html: string; text: string };

/**
 * How a send ended. A failure is a class such as `http 429`, `timeout`, `connection` or `smtp 451`,
 * never the provider's words: they may quote the address or the content.
 */
export type Delivery =
  | { outcome: 'sent' }
  | { outcome: 'retry'; failure: string; retryAfterSeconds?: number }
  | { outcome: 'refused'; failure: string };

/** `send` never throws and ends within 15 seconds. */
export type MailTransport = { send(mail: OutgoingMail): Promise<Delivery> };

export type SendingProvider = Exclude<MailProvider, { kind: 'mailbox' }>;
