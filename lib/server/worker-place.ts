/** Which one this process is of those that serve the same port. */
export type WorkerPlace = Readonly<{
  /** From 0. A process that replaces a dead one has its place. */
  index: number;
  count: number;
  /** The first process of the start: what the whole service says at its start, it says. */
  isFirst: boolean;
  /** Another one had closed the mailbox before this one began. */
  isMailboxClosed: boolean;
  /** Call once requests can be served: a replacement leaves new connections to the others until then. */
  acceptConnections(): void;
}>;

/** A process that shares nothing with another. */
export const ALONE: WorkerPlace = {
  index: 0,
  count: 1,
  isFirst: true,
  isMailboxClosed: false,
  acceptConnections: () => {},
};

// `scripts/steps/worker.mjs` puts it there before it loads the server, whose bundles share nothing else with it.
const holder = globalThis as typeof globalThis & { posternWorker?: WorkerPlace };

export const findWorkerPlace = (): WorkerPlace => holder.posternWorker ?? ALONE;

/** What one worker may use of a bound of the whole service. The shares add up to the bound, unless that is less than one each. */
export const shareOf = (bound: number, { index, count }: Pick<WorkerPlace, 'index' | 'count'>): number =>
  Math.max(1, Math.floor(bound / count) + (index < bound % count ? 1 : 0));
