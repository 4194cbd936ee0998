import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../fixtures/client';
import type { AcknowledgedWrites } from './acknowledged-writes';

/** A client that writes, remembers the responses, and checks after a crash that what they acknowledged is stored. */
export type Workload = {
  /** The next write. @throws Unanswered if the crash prevents the response */
  act(): Promise<void>;
  /** Descriptions of acknowledged writes that are lost or stored in part. The check ends with no write in flight. */
  findBroken(): Promise<string[]>;
};

/** A request without a response: the server may have executed it or not. */
export class Unanswered extends Error {}

/** A 503 acknowledges nothing either. On two cores the server is sometimes too slow for all workloads at once. */
class TurnedAway extends Unanswered {}

/** The answer of that status. @throws Unanswered, or an Error for an answer of any other status */
export async function acknowledged(request: Promise<Answer>, status: number): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await request;
  } catch (error) {
    throw new Unanswered(String(error), { cause: error });
  }
  if (answer.status === 503) throw new TurnedAway(answer.text);
  if (answer.status !== status)
    throw new Error(`Expected ${status}, got ${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
}

/** The response to a request that is repeated while it is a 503: the check is about stored data, not about speed. */
export async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (answer.status !== 503 || tries === PATIENT_TRIES) return answer;
    await pause(1_000);
  }
}

const PATIENT_TRIES = 10;

/** Runs the workloads concurrently until `writes` are acknowledged, then crashes the server during their requests. */
export async function runUntilCrash(
  workloads: Workload[],
  {
    acknowledgedWrites,
    writes,
    crash,
  }: { acknowledgedWrites: AcknowledgedWrites; writes: number; crash: () => Promise<void> },
): Promise<void> {
  let isCrashing = false;
  const act = async (workload: Workload) => {
    while (!isCrashing) {
      try {
        await workload.act();
      } catch (error) {
        // Another write would overwrite what the workload remembers of this one, which may still happen.
        if (error instanceof TurnedAway) return;
        if (!isCrashing || !(error instanceof Unanswered)) throw error;
      }
    }
  };
  const acting = Promise.all(workloads.map(act));
  await Promise.race([acknowledgedWrites.more(writes), acting]);
  isCrashing = true;
  await crash();
  await acting;
}

/** The checks of all workloads, one after the other: the server may reject concurrent hashes. */
export async function findBroken(workloads: Workload[]): Promise<string[]> {
  const broken: string[] = [];
  for (const workload of workloads) broken.push(...(await workload.findBroken()));
  return broken;
}
