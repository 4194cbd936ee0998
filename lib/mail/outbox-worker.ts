import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../data/database';
import { failMail, type LeasedMail, leaseDueMails, markMailSent, scheduleRetry } from '../data/mails';
import { addSeconds, earlierOf } from '../time';
import { nextAttemptDelaySeconds } from './backoff';
import type { Outbox } from './outbox';
import type { Delivery, MailTransport } from './transports/transport';

const SENDS_AT_ONCE = 5;
const POLL_SECONDS = 2;
/** Longer than any transport's deadline: a lease that lapses belongs to a process that died. */
const LEASE_SECONDS = 20;
const STOP_SECONDS = 5;
const RELEASE_SECONDS = 1;

/** The part of pino's logger that is used here. Its serializer keeps messages out of `err`: they may quote content. */
export type WorkerLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

type WorkerContext = { db: Db; outbox: Outbox; transport: MailTransport; log: WorkerLog; now(): Date };

/** Sends what the outbox holds, soon after `outbox.wake()` and at least every two seconds. Several may run on one database. */
export function startOutboxWorker({ db, outbox, transport, log, now }: WorkerContext): { stop(): Promise<void> } {
  const underway = new Map<string, Promise<void>>();
  /** Sent, but the database was away when that was to be written down. */
  const sentUnrecorded = new Set<string>();
  let looking: Promise<void> | null = null;
  let isWakeMissed = false;
  let isStopping = false;
  let isDatabaseAway = false;

  function wake(): void {
    if (isStopping) return;
    isWakeMissed = true;
    looking ??= look().finally(() => {
      looking = null;
      if (isWakeMissed) wake();
    });
  }

  async function look(): Promise<void> {
    while (isWakeMissed && !isStopping) {
      isWakeMissed = false;
      const limit = SENDS_AT_ONCE - underway.size;
      if (limit > 0) await toDatabase(() => takeUp(limit));
    }
  }

  async function takeUp(limit: number): Promise<void> {
    for (const id of [...sentUnrecorded].filter((each) => !underway.has(each))) {
      await markMailSent(db, id, now());
      sentUnrecorded.delete(id);
    }
    const mails = await leaseDueMails(db, { now: now(), leaseSeconds: LEASE_SECONDS, limit });
    for (const mail of mails) {
      const delivery = deliver(mail).finally(() => {
        underway.delete(mail.id);
        wake();
      });
      underway.set(mail.id, delivery);
    }
  }

  async function deliver(mail: LeasedMail): Promise<void> {
    const delivery = await attempt(mail);
    if (delivery.outcome === 'sent') sentUnrecorded.add(mail.id);
    const isRecorded = await toDatabase(() => record(mail, delivery));
    if (isRecorded) sentUnrecorded.delete(mail.id);
  }

  async function attempt(mail: LeasedMail): Promise<Delivery> {
    if (mail.expiresAt <= now()) return { outcome: 'refused', failure: 'expired' };
    try {
      const message = outbox.open(mail);
      // Another instance may already seal under the next AUTH_SECRET: it can send what this one cannot read.
      if (!message) return { outcome: 'retry', failure: 'unreadable' };
      const { subject, html, text } = await outbox.render(message);
      return await transport.send({ id: mail.id, to: message.to, subject, html, text });
    } catch (error) {
      log.error({ event: 'mail_render_failed', mailId: mail.id, err: error }, 'mail could not be rendered');
      return { outcome: 'retry', failure: error instanceof Error ? error.name : 'unknown' };
    }
  }

  async function record({ id, attempts, expiresAt }: LeasedMail, delivery: Delivery): Promise<void> {
    switch (delivery.outcome) {
      case 'sent':
        await markMailSent(db, id, now());
        return log.info({ event: 'mail_sent', mailId: id, attempts }, 'mail sent');
      case 'refused':
        await failMail(db, id, { failure: delivery.failure, now: now() });
        return log.error(
          { event: 'mail_failed', mailId: id, attempts, failure: delivery.failure },
          'mail failed; it is not retried',
        );
      case 'retry': {
        const delaySeconds = nextAttemptDelaySeconds(attempts, Math.random(), delivery.retryAfterSeconds);
        const nextAttemptAt = earlierOf(addSeconds(now(), delaySeconds), expiresAt);
        await scheduleRetry(db, id, { nextAttemptAt, failure: delivery.failure });
        return log.warn(
          { event: 'mail_postponed', mailId: id, attempts, failure: delivery.failure },
          'mail not sent; it will be retried',
        );
      }
    }
  }

  /** A fault is logged when it begins and when it ends, not at every look in between. */
  async function toDatabase(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      if (isDatabaseAway) log.info({ event: 'outbox_resumed' }, 'outbox available again');
      isDatabaseAway = false;
      return true;
    } catch (error) {
      if (!isDatabaseAway) log.error({ event: 'outbox_unreachable', err: error }, 'outbox unavailable');
      isDatabaseAway = true;
      return false;
    }
  }

  async function finish(): Promise<void> {
    await looking;
    await Promise.all(underway.values());
  }

  /** What is still under way may go out again elsewhere; its id tells the provider that it is the same mail. */
  async function releaseLeases(): Promise<void> {
    const release = { nextAttemptAt: now(), failure: 'stopped' };
    await Promise.allSettled([...underway.keys()].map((id) => scheduleRetry(db, id, release)));
  }

  const stopListening = outbox.onNotify(wake);
  const poll = setInterval(wake, POLL_SECONDS * 1000).unref();
  wake();

  return {
    async stop() {
      isStopping = true;
      stopListening();
      clearInterval(poll);
      await atMost(STOP_SECONDS, finish());
      await atMost(RELEASE_SECONDS, releaseLeases());
    },
  };
}

async function atMost(seconds: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, sleep(seconds * 1000, undefined, { ref: false })]);
}
