import { Worker } from 'node:worker_threads';
import { inWords, type LockSight, lookAt } from './lock-holder';

/**
 * In a thread of its own: PGlite may keep the main one for many seconds. `lost` is answered by the end of the process;
 * where the main thread does not get to that, it is killed from here.
 */
const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { closeSync, futimesSync, openSync, readFileSync, writeSync } = require('node:fs');
  const { file, id, beatMs, lastWords } = workerData;

  function beat() {
    let descriptor;
    try {
      descriptor = openSync(file, 'r+');
      const text = readFileSync(descriptor, 'utf8');
      if (JSON.parse(text).id !== id) return lose();
      // Of the very file that was read: should the lock be replaced now, this one is no lock any more.
      renew(descriptor, text);
    } catch (error) {
      if (error.code === 'ENOENT' || error instanceof SyntaxError) lose();
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  function renew(descriptor, text) {
    const seconds = Date.now() / 1000;
    try {
      futimesSync(descriptor, seconds, seconds);
    } catch {
      writeSync(descriptor, text, 0); // a file system that lets no time be set
    }
  }

  function lose() {
    clearInterval(beating);
    parentPort.postMessage('lost');
    setTimeout(() => {
      try { writeSync(2, lastWords + '\\n'); } catch {}
      process.kill(process.pid, 'SIGKILL');
    }, 500);
  }

  const beating = setInterval(beat, beatMs);
`;

export type Heartbeat = Readonly<{
  /** Looks at the lock where that was not done lately. Ends the process when it is another's, or gone. */
  requireHeld(): void;
  stop(): void;
}>;

type Beating = { file: string; id: string; folder: string; beatMs: number };

/**
 * Shows by the time of the lock file, every `beatMs`, that its holder lives, and looks whether it still is the holder.
 * A file system that is full or away stops neither: it is tried again.
 */
export function startHeartbeat({ file, id, folder, beatMs }: Beating): Heartbeat {
  let isStopped = false;
  let worker = startWorker();
  let checked = clocks();

  function startWorker(): Worker {
    const lastWords = `Postern stops: the lock of ${folder} is another process's, or gone.`;
    const started = new Worker(PROGRAM, { eval: true, execArgv: [], workerData: { file, id, beatMs, lastWords } });
    started.on('message', () => isStopped || endProcess(folder, glanceAt(file)));
    started.on('error', () => {}); // no thread could be had: 'exit' follows
    started.on('exit', () => {
      if (!isStopped) setTimeout(restart, beatMs).unref();
    });
    started.unref();
    return started;
  }

  function restart(): void {
    if (!isStopped) worker = startWorker();
  }

  function check(): void {
    const sight = glanceAt(file);
    if (sight !== 'unknown' && sight?.holder?.id !== id) endProcess(folder, sight);
    checked = clocks();
  }

  return {
    requireHeld: () => {
      if (clocks().some((now, which) => Math.abs(now - (checked[which] ?? 0)) > beatMs)) check();
    },
    stop: () => {
      isStopped = true;
      void worker.terminate();
    },
  };
}

/** `unknown` where the disk fails: then the database says so as well. */
function glanceAt(file: string): LockSight | null | 'unknown' {
  try {
    return lookAt(file);
  } catch {
    return 'unknown';
  }
}

/** At once: what is not acknowledged yet must not be. */
function endProcess(folder: string, sight: LockSight | null | 'unknown'): never {
  const holder = sight === 'unknown' ? null : sight?.holder;
  const what = holder ? `${inWords(holder)} has taken the lock of ${folder}` : `the lock of ${folder} is gone`;
  process.stderr.write(`Postern stops: ${what}, and only one process may have this database open.\n`);
  process.exit(1);
}

/** One stands still while the machine is suspended, the other may be set. */
const clocks = (): number[] => [performance.now(), Date.now()];
