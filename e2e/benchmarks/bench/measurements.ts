import { renewSessions } from './clients';
import { runClosedLoop, untilIdle } from './closed-loop';
import { createLanes, isHashing, type RequestWork, type Target } from './lanes';
import type { WorkName } from './options';
import type { Client } from './requests';
import type { Recorder } from './samples';
import { measureRefusal, runStorm } from './sign-in-storm';
import { eventsPerSecond, quantile } from './statistics';

const WARM_UP = { connections: 16, seconds: 20 };
const RETRY_MS = 100;

/** Measures one kind of work of a server, and nothing where the server does not have it. */
export async function measure(work: WorkName, target: Target, clients: readonly Client[], recorder: Recorder) {
  const { requests } = target.dialect;
  if (requests[work === 'storm' || work === 'shed' ? 'sign-in' : work] === undefined) return;
  await untilIdle(target.pid);
  await renewSessions(target, clients);
  if (work === 'storm') return measureStorm(target, clients, recorder);
  if (work === 'shed') return measureShed(target, clients, recorder);
  if (!isHashing(work)) await warmUp(work, target, clients, recorder);
  for (const connections of recorder.options.connections) {
    await measureLoad(work, connections, target, clients, recorder);
  }
}

/** Next reaches its speed only after some thousand requests. */
async function warmUp(work: RequestWork, target: Target, clients: readonly Client[], recorder: Recorder) {
  const { faults } = await runClosedLoop(createLanes(target, work, clients, WARM_UP.connections), {
    seconds: WARM_UP.seconds,
    maxRequests: recorder.options.warmUpRequests,
    pids: { server: target.pid, database: recorder.databasePid },
  });
  recorder.recordFaults(faults);
}

async function measureLoad(
  work: RequestWork,
  connections: number,
  target: Target,
  clients: readonly Client[],
  recorder: Recorder,
): Promise<void> {
  const { options, databasePid, record, recordFaults, progress } = recorder;
  const { startedAt, answeredAt, refused, cpu, faults } = await runClosedLoop(
    createLanes(target, work, clients, connections),
    {
      seconds: isHashing(work) ? options.seconds.hashing : options.seconds.usual,
      pids: { server: target.pid, database: databasePid },
      ...(isHashing(work) ? { retryMs: RETRY_MS } : {}),
    },
  );
  const rate = eventsPerSecond(answeredAt, startedAt);
  const name = `${work}/${connections}`;
  record(`rate/${name}`, rate);
  record(`cpu/${name}`, cpu.server / answeredAt.length);
  record(`database-cpu/${name}`, cpu.database / answeredAt.length);
  record(`client-cpu/${name}`, cpu.client / answeredAt.length);
  recordFaults(faults);
  const refusals = isHashing(work) ? `, ${refused} refused` : '';
  progress(`${work}, ${connections} connections: ${rate.toFixed(1)}/s${refusals}`);
}

async function measureStorm(target: Target, clients: readonly Client[], recorder: Recorder): Promise<void> {
  const { record, recordFaults, progress, options } = recorder;
  const { signInsPerSecond, refused, latencies, faults } = await runStorm(target, clients, options.seconds.storm);
  record('storm/sign-ins', signInsPerSecond);
  for (const [work, milliseconds] of Object.entries(latencies)) {
    record(`storm/p50/${work}`, quantile(milliseconds, 0.5));
    record(`storm/p99/${work}`, quantile(milliseconds, 0.99));
  }
  recordFaults(faults);
  const p99 = quantile(latencies.me, 0.99).toFixed(0);
  progress(`storm: ${signInsPerSecond.toFixed(1)} sign-ins/s, ${refused} refused, p99 of me ${p99} ms`);
}

async function measureShed(target: Target, clients: readonly Client[], recorder: Recorder): Promise<void> {
  const milliseconds = await measureRefusal(target, clients, recorder.options.seconds.usual);
  recorder.record('shed/cpu', milliseconds);
  const cost = Number.isNaN(milliseconds) ? 'none' : `${milliseconds.toFixed(3)} ms of the main thread`;
  recorder.progress(`a refused sign-in: ${cost}`);
}
