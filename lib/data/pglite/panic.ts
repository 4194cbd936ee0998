import type { PGlite } from '@electric-sql/pglite';

/** Every use of an engine whose PostgreSQL has panicked: none of its answers could be trusted. */
export class PgliteClosedError extends Error {
  override readonly name = 'PgliteClosedError';
  constructor() {
    super('PGlite is closed: its PostgreSQL has panicked');
  }
}

/** What this file needs of PGlite's internals. */
type PgliteInternals = {
  POSTGRES_MAIN_LONGJMP: number;
  execProtocolRawSync(message: Uint8Array): Uint8Array;
  mod: {
    _PostgresMainLoopOnce(): void;
    _PostgresSendReadyForQueryIfNecessary(): void;
    _pgl_pq_flush(): void;
    stackRestore(pointer: number): void;
    FS: { streams: (object | null)[]; close(stream: object): void };
  };
};

/**
 * When its PostgreSQL panics (a full disk at the end of a WAL file), PGlite 0.5.14 asks it again for ever, and the
 * whole process stands still. Makes such an engine fail at once instead, now and at every later use.
 * @param onPanic called once
 */
export function failAfterPanic(engine: PGlite, onPanic: () => void): void {
  const internals = engine as unknown as PgliteInternals; // private to TypeScript alone; the tests of this file notice a change
  const { mod } = internals;
  let hasPanicked = false;

  const exec = internals.execProtocolRawSync.bind(engine);
  internals.execProtocolRawSync = (message) => {
    if (hasPanicked) throw new PgliteClosedError();
    return exec(message);
  };

  const once = mod._PostgresMainLoopOnce;
  mod._PostgresMainLoopOnce = () => {
    try {
      once();
    } catch (error) {
      // The way in which every ordinary error of PostgreSQL comes out.
      const isLongJump = (error as { status?: unknown }).status === internals.POSTGRES_MAIN_LONGJMP;
      if (!isLongJump && !hasPanicked) {
        hasPanicked = true;
        onPanic();
      }
      throw error;
    }
  };

  // PGlite's loop catches whatever is thrown but by this; then it wants to clean up.
  const restore = mod.stackRestore;
  mod.stackRestore = (pointer) => {
    if (hasPanicked) throw new PgliteClosedError();
    restore(pointer);
  };
  for (const name of ['_PostgresSendReadyForQueryIfNecessary', '_pgl_pq_flush'] as const) {
    const cleanUp = mod[name];
    mod[name] = () => {
      if (!hasPanicked) cleanUp();
    };
  }
}

/** Calls `check` before each message to the engine, those of transactions included; it may throw. */
export function checkEachMessage(engine: PGlite, check: () => void): void {
  const internals = engine as unknown as PgliteInternals;
  const exec = internals.execProtocolRawSync.bind(engine);
  internals.execProtocolRawSync = (message) => {
    check();
    return exec(message);
  };
}

/** Closes what an engine that has panicked still holds open; of what it had not written nothing was acknowledged. */
export function releaseFiles(engine: PGlite): void {
  const { FS } = (engine as unknown as PgliteInternals).mod;
  for (const stream of FS.streams) {
    try {
      if (stream) FS.close(stream);
    } catch {
      // It is closed, or no file.
    }
  }
}
