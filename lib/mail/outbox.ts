import type { MailProvider } from '../config/mail-settings';
import type { Vault } from '../crypto/vault';
import { type QueuedMailRow, WAITS_FOR_BUDGET } from '../data/mails';
import type { MailBrand, MailMessage, RenderedMail } from './messages';
import { renderMail } from './render';

/** Mail as the use cases see it: a row to store with the change that it reports, and a notification after the commit. */
export type Outbox = {
  /** `to` of the message must be in canonical form: the mailbox finds it by exactly that text. */
  seal(
    message: MailMessage,
    /** `dueAt`, else `now`, is later than that when the mail waits for room in the budget of its recipient. */
    about: { userId: string | null; now: Date; dueAt?: Date; expiresAt: Date },
  ): QueuedMailRow;
  /** Null when the content was wiped, or sealed under a secret this process does not have. */
  open(row: Pick<QueuedMailRow, 'content'>): MailMessage | null;
  recipientKey(to: string): QueuedMailRow['recipientKey'];
  render(message: MailMessage): Promise<RenderedMail>;
  /** Call after the commit. Without it a mail leaves at the worker's next look, seconds later. */
  notify(): void;
  /** @returns what stops the listening. */
  onNotify(listener: () => void): () => void;
};

export function createOutbox({
  provider,
  brand,
  vault,
}: {
  provider: MailProvider;
  brand: MailBrand;
  vault: Vault;
}): Outbox {
  const listeners = new Set<() => void>();
  const recipientKey = (to: string) => vault.mac('mail-recipient', to);
  return {
    seal: (message, { userId, now, dueAt = now, expiresAt }) => ({
      userId,
      state: provider.kind === 'mailbox' ? 'mailbox' : 'queued',
      content: vault.seal('mail', JSON.stringify(message)),
      recipientKey: recipientKey(message.to),
      createdAt: now,
      expiresAt,
      nextAttemptAt: dueAt,
      lastFailure: dueAt > now ? WAITS_FOR_BUDGET : null,
    }),
    open({ content }) {
      const box = content && vault.open('mail', content);
      // The seal proves that Postern wrote it. composeMail throws for a kind that only another version knows.
      return box ? (JSON.parse(box.plaintext.toString()) as MailMessage) : null;
    },
    recipientKey,
    render: (message) => renderMail(message, brand),
    notify() {
      for (const listener of listeners) listener();
    },
    onNotify(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
