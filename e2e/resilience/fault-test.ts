import { test as base } from '../fixtures/test';

/** How often to do it: as part of `npm test`, or at full size by `npm run test:faults`. */
export const scaled = (short: number, full: number): number => (process.env.FAULTS === 'full' ? full : short);

export const UNAVAILABLE = { detail: 'Service temporarily unavailable, try again later.' };

/** What the contract gives a server after its database's return, and a little for the look itself. */
export const RECOVERY = { timeout: 6_000, intervals: [100] };

export const test = base.extend<{ measurement: (text: string) => void }>({
  /** What was measured: printed at the end of the test, whether it passed or not. Nothing asserts a time. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from the pattern
  measurement: async ({}, use, info) => {
    await use((text) => {
      info.annotations.push({ type: 'measurement', description: text });
    });
  },
});

export { expect } from '../fixtures/test';
