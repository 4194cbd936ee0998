import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../fixtures/client';
import type { Ledger } from './acknowledged-writes';

/** A client that remembers what it was told, and says after a crash what of it does not hold. */
export type Witness = {
  /** One step of its story. Throws {@link Unanswered} where the crash comes between. */
  act(): Promise<void>;
  /** What does not hold, in words; nothing is left open after it. */
  findBroken(): Promise<string[]>;
};

/** No answer: what was asked may have happened or not. */
export class Unanswered extends Error {}

/** 503: nor does this acknowledge anything. Two cores that do all of this at once are now and then too slow. */
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

/** The answer to what is asked again while it is 503: what counts is what is there, not how soon it is told. */
export async function patiently(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (answer.status !== 503 || tries === PATIENT_TRIES) return answer;
    await pause(1_000);
  }
}

const PATIENT_TRIES = 10;

/** Lets all of them act side by side until that many writes are acknowledged, then crashes the server under them. */
export async function storm(
  witnesses: Witness[],
  { ledger, writes, crash }: { ledger: Ledger; writes: number; crash: () => Promise<void> },
): Promise<void> {
  let isCrashing = false;
  const act = async (witness: Witness) => {
    while (!isCrashing) {
      try {
        await witness.act();
      } catch (error) {
        // What it remembers is open until the crash: another step would forget it.
        if (error instanceof TurnedAway) return;
        if (!isCrashing || !(error instanceof Unanswered)) throw error;
      }
    }
  };
  const acting = Promise.all(witnesses.map(act));
  await Promise.race([ledger.more(writes), acting]);
  isCrashing = true;
  await crash();
  await acting;
}

/** What does not hold of what any of them was told: one after the other, as hashes at once may be turned away. */
export async function findBroken(witnesses: Witness[]): Promise<string[]> {
  const broken: string[] = [];
  for (const witness of witnesses) broken.push(...(await witness.findBroken()));
  return broken;
}
