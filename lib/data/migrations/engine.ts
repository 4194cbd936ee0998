import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import * as engineGlue from '@prisma/schema-engine-wasm/schema_engine_bg';
import { type PrismaFolder, readMigrations } from './files';

const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies what has not been applied yet, as `prisma migrate deploy` does, with Prisma's own engine
 * (its WebAssembly build: nothing to download) and in its own `_prisma_migrations` table.
 * @returns the names of the migrations applied just now.
 */
export async function applyMigrations(
  adapters: SqlMigrationAwareDriverAdapterFactory,
  folder: PrismaFolder,
): Promise<string[]> {
  const engine = await startEngine(adapters, folder);
  try {
    const migrationsList = await readMigrations(folder.migrationsDir);
    await forgetInterrupted(engine, migrationsList);
    const applied = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return applied.appliedMigrationNames;
  } finally {
    engine.free();
  }
}

/**
 * A migration of ours that failed or was cut short has left nothing behind, since its script is one
 * transaction. Prisma cannot know that, and would refuse every later start (P3009). Of others' we know nothing.
 */
async function forgetInterrupted(engine: SchemaEngine, migrationsList: MigrationList): Promise<void> {
  const history = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTERS,
  });
  const ours = new Set(migrationsList.migrationDirectories.map(({ path: name }) => name));
  for (const migrationName of history.failedMigrationNames) {
    if (ours.has(migrationName)) await engine.markMigrationRolledBack({ migrationName });
  }
}

/**
 * The SQL that leads from the migrations to the schema; null when they agree.
 * @param adapters its shadow database is where the migrations are tried.
 */
export async function diffMigrationsToSchema(
  adapters: SqlMigrationAwareDriverAdapterFactory,
  folder: PrismaFolder,
): Promise<string | null> {
  const schema = { path: folder.schemaFile, content: await readFile(folder.schemaFile, 'utf8') };
  const engine = await startEngine(adapters, folder);
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await readMigrations(folder.migrationsDir)) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    return exitCode === 0 ? null : stdout;
  } finally {
    engine.free();
  }
}

async function startEngine(adapters: SqlMigrationAwareDriverAdapterFactory, { schemaFile }: PrismaFolder) {
  await loadEngine();
  const datamodels: [string, string][] = [[schemaFile, await readFile(schemaFile, 'utf8')]];
  return engineGlue.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(adapters));
}

let isLoaded = false;

/** The package imports its .wasm as a module, which Node cannot do without a flag. */
async function loadEngine(): Promise<void> {
  if (isLoaded) return;
  const glue = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(path.join(path.dirname(glue), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, {
    './schema_engine_bg.js': engineGlue as unknown as WebAssembly.ModuleImports,
  });
  engineGlue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  isLoaded = true;
}
