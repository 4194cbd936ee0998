import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../fixtures/client';
import { percentile } from '../resilience/durations';

/** A request that clients send at a steady rate. */
export type RequestStream = {
  name: string;
  perSecond: number;
  run: () => Promise<Answer>;
  /** Whether a status is correct; by default only 200 is. */
  expects?: (status: number) => boolean;
};

/** The result of one request. */
export type Outcome = {
  name: string;
  /** 0 without a response. */
  status: number;
  hasRetryAfter: boolean;
  milliseconds: number;
  /** How much later than planned it was sent: a limit of the sender, not of the server. */
  lateMilliseconds: number;
  /** Why the response is wrong. */
  error: string | null;
};

/**
 * Sends the requests of all streams in an open loop: each at its time, whether or not earlier ones were answered.
 * Ends with the last response.
 */
export async function runOpenLoop(streams: readonly RequestStream[], seconds: number): Promise<Outcome[]> {
  const startedAt = performance.now();
  const outcomes: Promise<Outcome>[] = [];
  const sendAtRate = async (stream: RequestStream, place: number) => {
    const everyMilliseconds = 1000 / stream.perSecond;
    const firstAt = startedAt + (everyMilliseconds * place) / streams.length;
    for (let number = 0; number < stream.perSecond * seconds; number += 1) {
      const dueAt = firstAt + number * everyMilliseconds;
      const aheadMilliseconds = dueAt - performance.now();
      if (aheadMilliseconds > 0) await sleep(aheadMilliseconds);
      outcomes.push(runOnce(stream, dueAt));
    }
  };
  await Promise.all(streams.map(sendAtRate));
  return Promise.all(outcomes);
}

async function runOnce({ name, run, expects = oneOf(200) }: RequestStream, dueAt: number): Promise<Outcome> {
  const sentAt = performance.now();
  const lateMilliseconds = sentAt - dueAt;
  const ended = () => ({ name, milliseconds: performance.now() - sentAt, lateMilliseconds });
  try {
    const { status, headers, text } = await run();
    const hasRetryAfter = headers['retry-after'] !== undefined;
    const isBare = (status === 503 || status === 429) && !hasRetryAfter;
    const problem = isBare ? 'no Retry-After' : expects(status) ? null : text.slice(0, 200);
    return { ...ended(), status, hasRetryAfter, error: problem === null ? null : `${name}: ${status} ${problem}` };
  } catch (error) {
    return { ...ended(), status: 0, hasRetryAfter: false, error: `${name}: ${error}` };
  }
}

export const oneOf =
  (...statuses: number[]) =>
  (status: number) =>
    statuses.includes(status);

/** The results of one stream. */
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

/** Prints how late the sender was: its delay is part of the measured times. */
export function printLateness(outcomes: readonly Outcome[]): void {
  const late = outcomes.map(({ lateMilliseconds }) => lateMilliseconds);
  console.log(
    `sent later than planned by the sender: p50 ${percentile(late, 0.5).toFixed(1)} ms, p99 ${percentile(late, 0.99).toFixed(1)} ms`,
  );
}

const MAX_ERRORS_SHOWN = 10;

/** Prints wrong responses. If there are any, the process ends with an error. */
export function reportErrors(outcomes: readonly Outcome[]): void {
  const errors = outcomes.flatMap(({ error }) => (error === null ? [] : [error]));
  for (const error of errors.slice(0, MAX_ERRORS_SHOWN)) console.log(`ERROR ${error}`);
  if (errors.length === 0) return;
  console.log(`${errors.length} wrong responses`);
  process.exitCode = 1;
}
