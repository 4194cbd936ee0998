import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, test } from 'playwright/test';
import { PgliteAdapterFactory } from '../pglite/adapter';
import { applyMigrations, diffMigrationsToSchema } from './engine';
import { prismaFolder } from './files';

const folder = prismaFolder(path.resolve(import.meta.dirname, '..', '..', '..'));

test('the migrations lead to schema.prisma: else npm run migrate:new -- name', async () => {
  const engine = await PGlite.create();
  expect(await diffMigrationsToSchema(new PgliteAdapterFactory(() => engine), folder)).toBeNull();
  await engine.close();
});

test('what has been applied is not applied again', async () => {
  const engine = await PGlite.create();
  const adapters = new PgliteAdapterFactory(() => engine);
  expect(await applyMigrations(adapters, folder)).not.toEqual([]);
  expect(await applyMigrations(adapters, folder)).toEqual([]);
  await engine.close();
});

test('a migration that was cut short is applied anew', async () => {
  const engine = await PGlite.create();
  const adapters = new PgliteAdapterFactory(() => engine);
  const [first] = await applyMigrations(adapters, folder);
  await engine.exec(`
    DROP SCHEMA public CASCADE; CREATE SCHEMA public;
    CREATE TABLE _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0
    );
    INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('cut-short', '', '${first}');
  `);
  expect(await applyMigrations(adapters, folder)).toContain(first);
  await engine.close();
});
