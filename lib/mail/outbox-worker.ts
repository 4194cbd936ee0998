import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../data/database';
import { type LeasedMail, leaseDueMails, markMailSent, scheduleRetry } from '../data/mails';
import { deliver, recordDelivery, type WorkerLog } from './deliver';
import type { Outbox } from './outbox';
import type { MailTransport } from './transports/transport';

/** Of all worker processes of an instance together. */
export const SENDS_AT_ONCE = 5;
const POLL_SECONDS = 2;
/** Longer than any transport's deadline: a lease that lapses belongs to a process that died. */
const LEASE_SECONDS = 20;
const STOP_SECONDS = 5;
const RELEASE_SECONDS = 1;

type WorkerContext = {
  db: Db;
  outbox: Outbox;
  transport: MailTransport;
  log: WorkerLog;
  now(): Date;
  sendsAtOnce?: number;
};

/** Sends what the outbox holds, soon after `outbox.notify()` and at least every two seconds. Several may run on one database. */
export function startOutboxWorker({ db, outbox, transport, log, now, sendsAtOnce = SENDS_AT_ONCE }: WorkerContext): {
  stop(): Promise<void>;
} {
  const inFlight = new Map<string, Promise<void>>();
  /** Sent, but the database was away when that was to be written down. */
  const sentUnrecorded = new Set<string>();
  let leasing: Promise<void> | null = null;
  let isNotified = false;
  let isStopping = false;
  let isDatabaseAway = false;

  function onNotify(): void {
    if (isStopping) return;
    isNotified = true;
    leasing ??= leaseWhileNotified().finally(() => {
      leasing = null;
      if (isNotified) onNotify();
    });
  }

  async function leaseWhileNotified(): Promise<void> {
    while (isNotified && !isStopping) {
      isNotified = false;
      const limit = sendsAtOnce - inFlight.size;
      if (limit > 0) await toDatabase(() => leaseAndDeliver(limit));
    }
  }

  async function leaseAndDeliver(limit: number): Promise<void> {
    for (const id of [...sentUnrecorded].filter((each) => !inFlight.has(each))) {
      await markMailSent(db, id, now());
      sentUnrecorded.delete(id);
    }
    const mails = await leaseDueMails(db, { now: now(), leaseSeconds: LEASE_SECONDS, limit });
    for (const mail of mails) {
      const delivery = deliverAndRecord(mail).finally(() => {
        inFlight.delete(mail.id);
        onNotify();
      });
      inFlight.set(mail.id, delivery);
    }
  }

  async function deliverAndRecord(mail: LeasedMail): Promise<void> {
    const delivery = await deliver(mail, { outbox, transport, log, now });
    if (delivery.outcome === 'sent') sentUnrecorded.add(mail.id);
    const isRecorded = await toDatabase(() => recordDelivery(mail, delivery, { db, log, now }));
    if (isRecorded) sentUnrecorded.delete(mail.id);
  }

  /** An outage of the database is logged when it begins and when it ends, not at each attempt in between. */
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
    await leasing;
    await Promise.all(inFlight.values());
  }

  /** What is still under way may go out again elsewhere; its id tells the provider that it is the same mail. */
  async function releaseLeases(): Promise<void> {
    const release = { nextAttemptAt: now(), failure: 'stopped' };
    await Promise.allSettled([...inFlight.keys()].map((id) => scheduleRetry(db, id, release)));
  }

  const stopListening = outbox.onNotify(onNotify);
  const timer = setInterval(onNotify, POLL_SECONDS * 1000).unref();
  onNotify();

  return {
    async stop() {
      isStopping = true;
      stopListening();
      clearInterval(timer);
      await atMost(STOP_SECONDS, finish());
      await atMost(RELEASE_SECONDS, releaseLeases());
    },
  };
}

async function atMost(seconds: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, sleep(seconds * 1000, undefined, { ref: false })]);
}
