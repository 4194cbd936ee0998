// After the build: the programs that run beside the server, compiled, since they start three times as fast as their source.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';

const SOURCES = {
  'read-settings': 'scripts/steps/read-settings.ts',
  'migrate-database': 'scripts/steps/migrate-database.ts',
  users: 'scripts/admin/users.ts',
  invitations: 'scripts/admin/invitations.ts',
  mails: 'scripts/admin/mails.ts',
  audit: 'scripts/admin/audit.ts',
  explain: 'scripts/admin/explain.ts',
  doctor: 'scripts/admin/doctor.ts',
};

/** @typedef {keyof typeof SOURCES} ProgramName */

/** Packages that find files of their own by where they are: native code and WebAssembly. */
const EXTERNAL = [
  '@electric-sql/pglite',
  '@prisma/schema-engine-wasm',
  'bcrypt',
  // Of `pg`, where it is installed.
  'pg-native',
];

/** What packages in CommonJS call in a bundle of ES modules; the other name is one that no source has. */
const REQUIRE = `
import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/** As deep in the project as the sources, which find it from where they are. */
const FOLDER = path.join('.next', 'programs');

/** @param {string} projectDir */
export async function compile(projectDir) {
  // Imported late: on a fresh clone esbuild is there only after the install.
  const { build, stop } = await import('esbuild');
  rmSync(path.join(projectDir, FOLDER), { recursive: true, force: true });
  await build({
    absWorkingDir: projectDir,
    entryPoints: Object.fromEntries(Object.entries(SOURCES).map(([name, file]) => [name, file])),
    outdir: FOLDER,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // One file is read sooner than the hundreds that packages have.
    external: EXTERNAL,
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  // Its service would stay with the server that starts next.
  await stop();
}

/**
 * @param {string} projectDir
 * @param {ProgramName} name
 * @param {boolean} isBuilt whether the build is that of the present sources
 */
export function programFile(projectDir, name, isBuilt) {
  const compiled = path.join(projectDir, FOLDER, `${name}.mjs`);
  return isBuilt && existsSync(compiled) ? compiled : path.join(projectDir, SOURCES[name]);
}

/**
 * The same as arguments of Node.js, in a process of its own.
 * @param {Parameters<typeof programFile>} of
 */
export function programArgs(...of) {
  const file = programFile(...of);
  return file.endsWith('.ts') ? ['--import', 'tsx', file] : [file];
}
