import { minutes } from '../time';

/** Seconds that the clock may be put ahead of the time that has passed, as a summer time that was set by hand. */
const TOLERATED_SECONDS = minutes(90);
/** Seconds after which a clock that was put ahead is believed. */
const DOUBTED_SECONDS = minutes(60);

/**
 * Whether the wall clock can be believed. One that is years ahead for some minutes, as after a wrong time source, would
 * let everything that is kept for a while be deleted, which no correction brings back. A clock that is wrong from the
 * start cannot be told from one that is right.
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

  /** Ask it at least as often as a wrong clock is to be noticed. */
  isBelievable(): boolean {
    const passed = this.#passedSeconds();
    const ahead = this.#wallSeconds() - passed;
    if (ahead > this.#aheadSeconds + TOLERATED_SECONDS) this.#doubtedUntil = passed + DOUBTED_SECONDS;
    else if (ahead < this.#aheadSeconds - TOLERATED_SECONDS) this.#doubtedUntil = 0;
    this.#aheadSeconds = ahead;
    return passed >= this.#doubtedUntil;
  }
}
