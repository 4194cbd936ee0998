import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../fixtures/client';
import { percentile } from '../resilience/durations';

/** What clients ask for at a steady rate. */
export type Errand = {
  name: string;
  perSecond: number;
  run: () => Promise<Answer>;
  /** Whether a status keeps the promise; 200 alone does unless given. */
  expects?: (status: number) => boolean;
};

/** How one of them ended. */
export type Outcome = {
  name: string;
  /** 0 where there was no answer. */
  status: number;
  hasRetryAfter: boolean;
  milliseconds: number;
  /** How much later than planned it was sent: what the sender lacks, not the server. */
  lateMilliseconds: number;
  /** What breaks the promise, in words. */
  fault: string | null;
};

/**
 * An open loop: each arrives when its time has come, whatever became of those before it.
 * Ends with the last answer.
 */
export async function arrive(errands: readonly Errand[], seconds: number): Promise<Outcome[]> {
  const startedAt = performance.now();
  const outcomes: Promise<Outcome>[] = [];
  const arriveAtItsRate = async (errand: Errand, place: number) => {
    const everyMilliseconds = 1000 / errand.perSecond;
    const firstAt = startedAt + (everyMilliseconds * place) / errands.length;
    for (let number = 0; number < errand.perSecond * seconds; number += 1) {
      const dueAt = firstAt + number * everyMilliseconds;
      const aheadMilliseconds = dueAt - performance.now();
      if (aheadMilliseconds > 0) await sleep(aheadMilliseconds);
      outcomes.push(runOnce(errand, dueAt));
    }
  };
  await Promise.all(errands.map(arriveAtItsRate));
  return Promise.all(outcomes);
}

async function runOnce({ name, run, expects = oneOf(200) }: Errand, dueAt: number): Promise<Outcome> {
  const sentAt = performance.now();
  const lateMilliseconds = sentAt - dueAt;
  const ended = () => ({ name, milliseconds: performance.now() - sentAt, lateMilliseconds });
  try {
    const { status, headers, text } = await run();
    const hasRetryAfter = headers['retry-after'] !== undefined;
    const isBare = (status === 503 || status === 429) && !hasRetryAfter;
    const fault = isBare ? 'no Retry-After' : expects(status) ? null : text.slice(0, 200);
    return { ...ended(), status, hasRetryAfter, fault: fault === null ? null : `${name}: ${status} ${fault}` };
  } catch (error) {
    return { ...ended(), status: 0, hasRetryAfter: false, fault: `${name}: ${error}` };
  }
}

export const oneOf =
  (...statuses: number[]) =>
  (status: number) =>
    statuses.includes(status);

/** Those of one errand. */
export const named = (outcomes: readonly Outcome[], name: string) => outcomes.filter((each) => each.name === name);

/** Their time to the last byte: "12 ms", of so many parts of them. */
export function timeOf(outcomes: readonly Outcome[], part: number): string {
  if (outcomes.length === 0) return '-';
  return `${millisecondsOf(outcomes, part).toFixed(0)} ms`;
}

export const millisecondsOf = (outcomes: readonly Outcome[], part: number) =>
  percentile(
    outcomes.map(({ milliseconds }) => milliseconds),
    part,
  );

/** "200: 31, 503: 12" */
export function countsByStatus(outcomes: readonly Outcome[]): string {
  const counts = new Map<number, number>();
  for (const { status } of outcomes) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${status || 'no answer'}: ${count}`)
    .join(', ');
}

/** Prints whether the sender kept its times: when it did not, what it measured is partly its own. */
export function printLateness(outcomes: readonly Outcome[]): void {
  const late = outcomes.map(({ lateMilliseconds }) => lateMilliseconds);
  console.log(
    `sent later than planned, by the sender's fault: p50 ${percentile(late, 0.5).toFixed(1)} ms, p99 ${percentile(late, 0.99).toFixed(1)} ms`,
  );
}

const FAULTS_SHOWN = 10;

/** Prints what breaks the promise about answers, and makes the process fail for it. */
export function reportFaults(outcomes: readonly Outcome[]): void {
  const faults = outcomes.flatMap(({ fault }) => (fault === null ? [] : [fault]));
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`FAULT ${fault}`);
  if (faults.length === 0) return;
  console.log(`${faults.length} answers that should not be`);
  process.exitCode = 1;
}
