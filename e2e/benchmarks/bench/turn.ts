import { setTimeout as sleep } from 'node:timers/promises';
import { createClients } from './clients';
import { untilIdle } from './closed-loop';
import type { Target } from './lanes';
import { launch } from './launch';
import { measure } from './measurements';
import type { WorkName } from './options';
import { memoryMebibytes } from './process-usage';
import type { Recorder } from './samples';
import type { BenchServer } from './servers';

const IDLE_SECONDS = 2;
/** One account signs in at most sixty times an hour. */
const MIN_ACCOUNTS = 16;

/** Starts a server, measures all that is asked for, and stops it. Rotation is a setting, so it has a start of its own. */
export async function takeTurn(server: BenchServer, recorder: Recorder): Promise<void> {
  const { work } = recorder.options;
  const usual = work.filter((name) => name !== 'refresh-rotating');
  if (usual.length > 0) await serve(server, false, usual, recorder);
  const hasRotation = server.dialect.requests['refresh-rotating'] !== undefined;
  if (hasRotation && work.length > usual.length) await serve(server, true, ['refresh-rotating'], recorder);
}

async function serve(server: BenchServer, rotates: boolean, work: readonly WorkName[], recorder: Recorder) {
  const { record, progress, options } = recorder;
  const { port, pid, startMs, stop } = await launch(server, { rotates });
  const target: Target = { label: server.label, port, pid, dialect: server.dialect };
  try {
    await sleep(IDLE_SECONDS * 1000);
    const idle = memoryMebibytes(pid).resident;
    progress(`first page after ${startMs.toFixed(0)} ms, ${idle.toFixed(0)} MiB`);
    const clients = await createClients(target, Math.max(MIN_ACCOUNTS, ...options.connections));
    for (const name of work) await measure(name, target, clients, recorder);
    if (rotates) return;
    record('start', startMs);
    record('memory/idle', idle);
    await untilIdle(pid);
    const { resident, peak } = memoryMebibytes(pid);
    record('memory/after', resident);
    record('memory/peak', peak);
  } finally {
    await stop();
  }
}
