// npm run users, invitations, mails, audit, explain and doctor: runs the command that the build compiled, or its source while that is newer.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { isBuilt } from '../steps/build.mjs';
import { programFile } from '../steps/compile.mjs';
import { keepCompiledCode } from '../steps/compile-cache.mjs';
import { projectDir } from '../steps/project.mjs';

const NEEDED = ['node_modules/tsx/package.json', 'node_modules/.package-lock.json', 'lib/data/generated/client.ts'];

if (!NEEDED.every((file) => existsSync(path.join(projectDir, file)))) {
  console.error('Nothing is installed here yet: start the server once with npm start.');
  process.exit(1);
}

// A command runs a few queries: V8 optimizing the compiler of queries (WebAssembly) takes longer than all of them.
setFlagsFromString('--liftoff-only');
keepCompiledCode();

const [name] = process.argv.splice(2, 1);
const file = programFile(projectDir, /** @type {import('../steps/compile.mjs').ProgramName} */ (name), isBuilt());
if (file.endsWith('.ts')) (await import('tsx/esm/api')).register();
await import(pathToFileURL(file).href);
