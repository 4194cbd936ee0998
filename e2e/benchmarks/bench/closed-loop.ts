import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from './lanes';
import { cpuMs } from './process-usage';

/** Processor time in milliseconds: of a server, of its database, and of this client. */
export type CpuUse = { server: number; database: number; client: number };

export type LoadResult = {
  startedAt: number;
  /** When each request was answered as expected, in milliseconds of `performance.now()`. */
  answeredAt: number[];
  /** How many were refused with a 503, and repeated. */
  refused: number;
  faults: string[];
  cpu: CpuUse;
};

export type Bounds = {
  seconds: number;
  maxRequests?: number;
  /** How long a client waits before it repeats what a 503 refused; without it, a 503 is a fault. */
  retryMs?: number;
  pids: { server: number; database: number };
};

/** Far above what a run reaches: it bounds a mistake. */
const MAX_REQUESTS = 500_000;
const MAX_FAULTS = 20;

/**
 * A closed loop: each lane sends its next request when the last one is answered. After the time it waits for the
 * responses that are still to come. It gives up after some faults.
 */
export async function runClosedLoop(lanes: readonly Lane[], bounds: Bounds): Promise<LoadResult> {
  const { seconds, maxRequests = MAX_REQUESTS, retryMs, pids } = bounds;
  const before = cpuNow(pids);
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  const result = { startedAt, answeredAt: [] as number[], refused: 0, faults: [] as string[] };
  let sent = 0;
  const runLane = async (lane: Lane) => {
    while (performance.now() < endsAt && sent < maxRequests && result.faults.length < MAX_FAULTS) {
      sent += 1;
      const response = await lane.connection.exchange(lane.next());
      if (response.status === 503 && retryMs !== undefined) {
        result.refused += 1;
        if (retryMs > 0) await sleep(retryMs);
        continue;
      }
      const fault = lane.faultOf(response);
      if (fault === null) result.answeredAt.push(performance.now());
      else result.faults.push(fault);
    }
  };
  const runSafely = (lane: Lane) => runLane(lane).catch((error) => result.faults.push(`${error}`));
  await Promise.all(lanes.map(runSafely));
  for (const { connection } of lanes) connection.close();
  return { ...result, cpu: difference(cpuNow(pids), before) };
}

function cpuNow({ server, database }: Bounds['pids']): CpuUse {
  const { user, system } = process.cpuUsage();
  return {
    server: cpuMs(server),
    database: cpuMs(database),
    client: (user + system) / 1000,
  };
}

const difference = (after: CpuUse, before: CpuUse): CpuUse => ({
  server: after.server - before.server,
  database: after.database - before.database,
  client: after.client - before.client,
});

const LOOK_MS = 250;
/** A server that does nothing still has timers. */
const IDLE_SHARE = 0.05;

/** Waits until a server has done what the last requests left to it, such as mails; at most 10 s. */
export async function untilIdle(pid: number): Promise<void> {
  for (let looks = 0; looks < 10_000 / LOOK_MS; looks += 1) {
    const before = cpuMs(pid);
    await sleep(LOOK_MS);
    if (cpuMs(pid) - before <= LOOK_MS * IDLE_SHARE) return;
  }
}
