import type { Options } from './options';

/** One measured value. `figure` says what it is, such as `rate/me/16`. */
export type Sample = { server: string; figure: string; value: number };

/** The figures of the machine itself stand under this name. */
export const MACHINE = 'machine';

/** Where a measurement leaves what it finds. */
export type Recorder = {
  options: Options;
  databasePid: number;
  record(figure: string, value: number): void;
  recordFaults(faults: readonly string[]): void;
  progress(text: string): void;
};
