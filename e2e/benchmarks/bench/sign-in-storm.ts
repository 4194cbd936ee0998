import { setTimeout as sleep } from 'node:timers/promises';
import { createLanes, type Lane, type RequestWork, type Target } from './lanes';
import { mainThreadCpuMs } from './process-usage';
import type { Client } from './requests';
import { eventsPerSecond } from './statistics';

const STORM_CLIENTS = 64;
const RETRY_MS = 100;
/** Before it, the clients of the storm all begin at once. */
const RAMP_SECONDS = 2;

/** What arrives beside the storm, each second. */
const BESIDE = [
  { work: 'me', perSecond: 30 },
  { work: 'refresh', perSecond: 10 },
  { work: 'sign-in-page', perSecond: 10 },
] as const satisfies readonly { work: RequestWork; perSecond: number }[];

export type StormWork = (typeof BESIDE)[number]['work'];

export type StormResult = {
  signInsPerSecond: number;
  refused: number;
  /** Milliseconds from when a request was due to its response. */
  latencies: Record<StormWork, number[]>;
  faults: string[];
};

/**
 * Clients that sign in without a pause, and 100 ms after each refusal, for some seconds; beside them, others who send
 * requests at a steady rate, whether or not the ones before are answered.
 */
export async function runStorm(target: Target, clients: readonly Client[], seconds: number): Promise<StormResult> {
  const latencies = { me: [], refresh: [], 'sign-in-page': [] };
  const result: StormResult = { signInsPerSecond: 0, refused: 0, latencies, faults: [] };
  const answeredAt: number[] = [];
  const startedAt = performance.now();
  const countsFrom = startedAt + RAMP_SECONDS * 1000;
  const endsAt = countsFrom + seconds * 1000;
  const signInAgain = async (lane: Lane) => {
    while (performance.now() < endsAt) {
      const response = await lane.connection.exchange(lane.next());
      const isRefused = response.status === 503;
      const fault = isRefused ? null : lane.faultOf(response);
      if (isRefused) result.refused += 1;
      else if (fault === null) answeredAt.push(performance.now());
      else result.faults.push(fault);
      if (isRefused || fault !== null) await sleep(RETRY_MS);
    }
  };
  const storm = createLanes(target, 'sign-in', clients, STORM_CLIENTS);
  const storming = storm.map((lane) => signInAgain(lane).catch((error) => result.faults.push(`${error}`)));
  await sleep(RAMP_SECONDS * 1000);
  await Promise.all([...storming, ...BESIDE.map((each) => arrive(target, clients, each, seconds, result))]);
  for (const { connection } of storm) connection.close();
  // Where nothing is refused, all clients wait in one queue and their responses come in few bursts: the whole time counts.
  // Of a server that rejects much, the hashes after the end do not count: they have the processor to themselves.
  const inStorm = answeredAt.filter((time) => time >= countsFrom && time < endsAt);
  result.signInsPerSecond = result.refused > 0 ? inStorm.length / seconds : eventsPerSecond(answeredAt, startedAt);
  return result;
}

/** An open loop over as many connections as it needs: what is late counts as late. */
async function arrive(
  target: Target,
  clients: readonly Client[],
  { work, perSecond }: { work: StormWork; perSecond: number },
  seconds: number,
  { latencies, faults }: StormResult,
): Promise<void> {
  const free: Lane[] = [];
  const all: Lane[] = [];
  const startsAt = performance.now();
  const runOne = async (dueAt: number, turn: number) => {
    const lane = free.pop() ?? createLanes(target, work, clients.slice(turn % clients.length), 1)[0];
    if (lane === undefined) return;
    if (!all.includes(lane)) all.push(lane);
    const fault = await lane.connection.exchange(lane.next()).then(lane.faultOf, String);
    latencies[work].push(performance.now() - dueAt);
    if (fault !== null) faults.push(fault);
    free.push(lane);
  };
  const running: Promise<void>[] = [];
  for (let turn = 0; turn < perSecond * seconds; turn += 1) {
    const dueAt = startsAt + (turn * 1000) / perSecond;
    await sleep(Math.max(0, dueAt - performance.now()));
    running.push(runOne(dueAt, turn));
  }
  await Promise.all(running);
  for (const { connection } of all) connection.close();
}

/**
 * Milliseconds of the main thread for one refusal while the queue of hashes is full: clients sign in again at once, for
 * some seconds. NaN where nothing is refused. The threads that hash are others.
 */
export async function measureRefusal(target: Target, clients: readonly Client[], seconds: number): Promise<number> {
  const storm = createLanes(target, 'sign-in', clients, STORM_CLIENTS);
  let refused = 0;
  let isOver = false;
  const signInAgain = async (lane: Lane) => {
    while (!isOver) if ((await lane.connection.exchange(lane.next())).status === 503) refused += 1;
  };
  const storming = storm.map((lane) => signInAgain(lane).catch(() => undefined));
  await sleep(RAMP_SECONDS * 1000);
  const before = { refused, cpuMs: mainThreadCpuMs(target.pid) };
  await sleep(seconds * 1000);
  const after = { refused, cpuMs: mainThreadCpuMs(target.pid) };
  isOver = true;
  for (const { connection } of storm) connection.close();
  await Promise.all(storming);
  return after.refused === before.refused
    ? Number.NaN
    : (after.cpuMs - before.cpuMs) / (after.refused - before.refused);
}
