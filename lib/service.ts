import type { Config } from './config/config';
import type { Context } from './context';
import type { EventCounters, Log } from './observability/log';
import type { RefusedOrigins } from './observability/refused-origins';

/** This process: up at once, ready once its database is. */
export type Service = {
  readonly config: Config;
  readonly log: Log;
  /** Null while the database has not been reached since the start. */
  context: Context | null;
  /** The description of the API, as JSON; null until it is asked for. */
  apiDescription: string | null;
  isDraining: boolean;
  /** A request showed that a proxy passes requests on, or that APP_URL is not where people come: until the restart. */
  isMailboxClosed: boolean;
  /** Of this process, also before its database is there. */
  readonly eventCounters: EventCounters;
  readonly refusedOrigins: RefusedOrigins;
  /** Tells the other worker processes that this one closed its mailbox. */
  announceMailboxClosed(): void;
  /** Once the requests are `drained`, ends the jobs, which they may still have given work, and the database. */
  stop(drained: Promise<void>): Promise<void>;
};

// Next loads a module once for each bundle; the service exists once for each process.
const holder = globalThis as typeof globalThis & { posternService?: Service };

/** Null before the process has read its settings: `next build` imports every route. */
export const findService = (): Service | null => holder.posternService ?? null;

export function registerService(service: Service): void {
  holder.posternService = service;
}
