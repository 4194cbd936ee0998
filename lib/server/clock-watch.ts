import { minutes } from '../time';

/** A clock that is put ahead by less is believed: some operators set it by an hour in summer. */
const TOLERATED_SECONDS = minutes(90);
/** A clock that was put ahead is believed after this time. */
const DOUBTED_SECONDS = minutes(60);

/**
 * Compares the wall clock with the time that has passed. While a wrong time source puts the clock years ahead, everything
 * is old, and what is deleted then stays deleted. A clock that is wrong from the start cannot be told from a right one.
 */
export class ClockWatch {
  readonly #wallSeconds: () => number;
  readonly #passedSeconds: () => number;
  #aheadSeconds: number;
  #doubtedUntil = 0;

  /** @param passedSeconds a clock that is never set; its start is any */
  constructor(
    wallSeconds: () => number = () => Date.now() / 1000,
    passedSeconds: () => number = () => performance.now() / 1000,
  ) {
    this.#wallSeconds = wallSeconds;
    this.#passedSeconds = passedSeconds;
    this.#aheadSeconds = wallSeconds() - passedSeconds();
  }

  /** Compares the clock with that of the last check. @returns `doubted` after it was put ahead, until it is put back */
  check(): 'believed' | 'doubted' {
    const passed = this.#passedSeconds();
    const ahead = this.#wallSeconds() - passed;
    if (ahead > this.#aheadSeconds + TOLERATED_SECONDS) this.#doubtedUntil = passed + DOUBTED_SECONDS;
    else if (ahead < this.#aheadSeconds - TOLERATED_SECONDS) this.#doubtedUntil = 0;
    this.#aheadSeconds = ahead;
    return passed >= this.#doubtedUntil ? 'believed' : 'doubted';
  }
}
