// The primary: it starts the worker processes that share the port, hands connections to them, replaces those that die,
// and stops them all (docs/decisions/0035-worker-processes.md).
import cluster from 'node:cluster';
import { Socket } from 'node:net';
import { createLog } from './primary-log.mjs';
import { inProject } from './project.mjs';
import { lineWriter, relayLines } from './relay-lines.mjs';

/**
 * @typedef {object} WorkerArgument
 * @property {string} host
 * @property {number} port
 * @property {{ index: number, count: number, isFirst: boolean, isReplacement: boolean, isMailboxClosed: boolean }} place
 *
 * @typedef {object} Slot a place among the workers, and the process that has it
 * @property {import('node:cluster').Worker | null} worker null between a death and its replacement
 * @property {number} startedAt
 * @property {boolean} hasStarted a process of it has served, be it without a database
 * @property {boolean} isReady
 * @property {number} shortLives of its latest processes, in a row
 *
 * @typedef {{ host: string, port: number, workers: number, logLevel: string }} Settings
 */

/** A worker ends with it where another one would fail as well; see lib/server/start-service.ts. */
const REFUSED = 78;
/** A process that dies sooner is replaced later each time. */
const SHORT_LIFE_MS = 60_000;
const MAX_DELAY_MS = 30_000;
/** Longer than a worker takes to stop (lib/timeouts.ts), and less than the 10 s after which a container is killed. */
const STOP_MS = 9_500;
/** In which a second signal is the same one, as in lib/server/graceful-shutdown.ts. */
const ECHO_MS = 1000;

/**
 * Starts the workers. This process then ends when they have: with 0 after a signal, and with 1 where they cannot start.
 * @param {Settings} settings
 * @returns {Promise<void>} once all of them can serve requests
 */
export function startWorkers(settings) {
  return new Promise((resolve) => new Primary(settings, resolve).start());
}

class Primary {
  #settings;
  #onReady;
  /** @type {Slot[]} */
  #slots;
  #log;
  /** Files and processes alike: a process without a reader of its own writes where this one does. */
  #isPiped = process.stdout instanceof Socket;
  #toStdout = lineWriter(process.stdout);
  #toStderr = lineWriter(process.stderr);
  /** Each worker that cannot start says why. */
  #toldReasons = new Set();
  #isMailboxClosed = false;
  #wasReady = false;
  #stoppingSince = Number.POSITIVE_INFINITY;
  #exitCode = 0;

  /**
   * @param {Settings} settings
   * @param {() => void} onReady
   */
  constructor(settings, onReady) {
    this.#settings = settings;
    this.#onReady = onReady;
    this.#slots = Array.from({ length: settings.workers }, () => ({
      worker: null,
      startedAt: 0,
      hasStarted: false,
      isReady: false,
      shortLives: 0,
    }));
    this.#log = createLog(settings.logLevel, this.#toStdout);
  }

  start() {
    // Connections in turn, whatever the environment says: each worker has the same share of the hashes.
    cluster.schedulingPolicy = cluster.SCHED_RR;
    cluster.setupPrimary({
      exec: inProject('scripts/steps/worker.mjs'),
      // Each line of a file is one write of the process that logs it; what goes through a pipe may be torn.
      stdio: ['ignore', this.#isPiped ? 'pipe' : 'inherit', 'pipe', 'ipc'],
    });
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => this.#onSignal());
    for (const slot of this.#slots) this.#fork(slot);
  }

  get #isStopping() {
    return this.#stoppingSince < Number.POSITIVE_INFINITY;
  }

  /** @param {Slot} slot */
  #fork(slot) {
    const { host, port, workers: count } = this.#settings;
    const index = this.#slots.indexOf(slot);
    const isReplacement = slot.hasStarted;
    const isFirst = index === 0 && !isReplacement;
    const place = { index, count, isFirst, isReplacement, isMailboxClosed: this.#isMailboxClosed };
    /** @type {WorkerArgument} */
    const argument = { host, port, place };
    cluster.setupPrimary({ args: [JSON.stringify(argument)] });
    const worker = cluster.fork();
    Object.assign(slot, { worker, startedAt: performance.now(), isReady: false });
    const { stdout, stderr } = worker.process;
    if (stdout) relayLines(stdout, this.#toStdout);
    if (stderr) relayLines(stderr, (line) => this.#relayError(line));
    // Of a process that could not be started, or of a message to one that has died: its end says enough.
    worker.on('error', () => {});
    worker.on('message', (message) => this.#onMessage(slot, message));
    // Not its exit: what it wrote last is still to be relayed then.
    worker.process.on('close', (code, signal) => this.#onEnd(slot, worker, code, signal));
  }

  /** @param {string} line */
  #relayError(line) {
    if (line.startsWith('Postern cannot start:')) {
      if (this.#toldReasons.has(line)) return;
      this.#toldReasons.add(line);
    }
    this.#toStderr(line);
  }

  /**
   * @param {Slot} slot
   * @param {{ postern?: 'started' | 'ready' | 'mailbox_closed' }} message of lib/server/primary.ts
   */
  #onMessage(slot, { postern }) {
    if (postern === 'started') {
      slot.hasStarted = true;
      // What it was told before it listened is lost.
      if (this.#isStopping) this.#tell(slot, 'stop');
      if (this.#isMailboxClosed) this.#tell(slot, 'close_mailbox');
    }
    if (postern === 'ready') slot.isReady = true;
    if (postern === 'mailbox_closed') {
      this.#isMailboxClosed = true;
      for (const other of this.#slots) this.#tell(other, 'close_mailbox');
    }
    if (this.#wasReady || !this.#slots.every(({ isReady }) => isReady)) return;
    this.#wasReady = true;
    this.#onReady();
  }

  /**
   * @param {Slot} slot
   * @param {import('node:cluster').Worker} worker
   * @param {number | null} code
   * @param {NodeJS.Signals | null} signal
   */
  #onEnd(slot, worker, code, signal) {
    slot.worker = null;
    slot.isReady = false;
    if (this.#isStopping) {
      if (code !== 0) this.#exitCode = 1;
      this.#exitIfAllEnded();
    } else if (!slot.hasStarted || (code === REFUSED && !this.#wasReady)) {
      if (signal) this.#toStderr(`Postern cannot start: a worker process was ended by ${signal}.\n`);
      this.#end(1);
    } else {
      this.#replace(slot, { pid: worker.process.pid, code, signal });
    }
  }

  /**
   * @param {Slot} slot
   * @param {object} death
   */
  #replace(slot, death) {
    const isShort = performance.now() - slot.startedAt < SHORT_LIFE_MS;
    slot.shortLives = isShort ? slot.shortLives + 1 : 0;
    const delayMs = slot.shortLives < 2 ? 0 : Math.min(500 * 2 ** (slot.shortLives - 1), MAX_DELAY_MS);
    this.#log('error', { event: 'worker_ended', ...death, delayMs }, 'a worker process ended; it is replaced');
    setTimeout(() => {
      if (!this.#isStopping) this.#fork(slot);
    }, delayMs);
  }

  #onSignal() {
    if (performance.now() - this.#stoppingSince > ECHO_MS) this.#end(1);
    if (this.#isStopping) return;
    // No request was taken yet.
    if (!this.#slots.some(({ hasStarted }) => hasStarted)) this.#end(0);
    this.#stoppingSince = performance.now();
    this.#log('info', { event: 'draining' }, 'stopping: finishing requests in progress');
    for (const slot of this.#slots) this.#tell(slot, 'stop');
    setTimeout(() => this.#endLate(), STOP_MS);
    this.#exitIfAllEnded();
  }

  #exitIfAllEnded() {
    if (this.#slots.every(({ worker }) => worker === null)) process.exit(this.#exitCode);
  }

  #endLate() {
    this.#log(
      'error',
      { event: 'stop_late' },
      'stopping took too long; the worker processes that were left were killed',
    );
    this.#end(this.#exitCode);
  }

  /**
   * At once.
   * @param {number} code
   * @returns {never}
   */
  #end(code) {
    for (const { worker } of this.#slots) worker?.process.kill('SIGKILL');
    process.exit(code);
  }

  /**
   * @param {Slot} slot
   * @param {'stop' | 'close_mailbox'} postern see lib/server/primary.ts
   */
  #tell({ worker }, postern) {
    if (worker?.isConnected()) worker.send({ postern }, () => {});
  }
}
