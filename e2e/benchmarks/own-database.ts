import { rm } from 'node:fs/promises';
import { type DatabaseKind, emptyDatabase } from '../fixtures/databases';
import { startPostgres } from '../fixtures/postgres';
import type { Settings } from '../fixtures/server';

/** An empty database for one benchmark; `remove` takes away all that was made for it. */
export type OwnDatabase = { kind: DatabaseKind; settings: Settings; remove(): Promise<void> };

/** @param word as given on the command line: `postgres`, or else PGlite */
export async function ownDatabase(word: string | undefined): Promise<OwnDatabase> {
  const kind = word === 'postgres' ? 'postgres' : 'pglite';
  const postgres = kind === 'postgres' ? await startPostgres() : null;
  if (postgres) process.env.TEST_POSTGRES_URL = postgres.url;
  const settings = await emptyDatabase(kind);
  return {
    kind,
    settings,
    remove: async () => {
      await postgres?.remove();
      await rm(settings.DATA_DIR ?? '', { recursive: true, force: true });
    },
  };
}
