// npm run migrate:new -- name: writes the migration that leads from the existing ones to schema.prisma.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { diffMigrationsToSchema } from '../../lib/data/migrations/engine';
import { MIGRATION_LOCK, prismaFolder } from '../../lib/data/migrations/files';
import { PgliteAdapterFactory } from '../../lib/data/pglite/adapter';

const name = process.argv[2]?.toLowerCase().replace(/[^a-z0-9]+/g, '_');
if (!name) fail('Name the migration: npm run migrate:new -- add_something');

const folder = prismaFolder(path.dirname(path.dirname(import.meta.dirname)));
const scratch = await PGlite.create();
const sql = await diffMigrationsToSchema(new PgliteAdapterFactory(() => scratch), folder);
await scratch.close();
if (sql === null) fail('prisma/schema.prisma has not changed since the last migration.');

const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
const directory = path.join(folder.migrationsDir, `${timestamp}_${name}`);
await mkdir(directory, { recursive: true });
await writeFile(path.join(folder.migrationsDir, 'migration_lock.toml'), MIGRATION_LOCK);
await writeFile(path.join(directory, 'migration.sql'), sql);
console.log(`Wrote ${path.relative(process.cwd(), directory)}/migration.sql. Read it before you commit it.`);

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
