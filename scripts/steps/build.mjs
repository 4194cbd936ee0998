import path from 'node:path';
import { compile } from './compile.mjs';
import { timeStep } from './log-step.mjs';
import { precompress } from './precompress.mjs';
import { hashFiles, inProject, listFiles, projectDir, readProjectFile, writeProjectFile } from './project.mjs';
import { runTool } from './run-tool.mjs';

const STAMP = '.next/postern-build';

/** A build is for production, whatever the shell is for, and does not read `.env` files. */
const ENV = { NODE_ENV: 'production', __NEXT_PROCESSED_ENV: 'true' };

/** The server, from every source file that goes into it. Skipped while none has changed. */
export async function build() {
  if (isBuilt()) return;
  const hash = inputsHash();
  await timeStep('build', async () => {
    // No build is better than half of one under an old stamp.
    writeProjectFile(STAMP, '');
    const args = [inProject('node_modules/next/dist/bin/next'), 'build', '--webpack'];
    await runTool(process.execPath, args, 'Fix the errors above and start again.', ENV);
    precompress(inProject('.next/static'));
    await compile(projectDir);
    writeProjectFile(STAMP, hash);
  });
}

/** @type {string | undefined} */
let hashOfInputs;

/** Of the sources as this process found them: several steps ask, and reading them takes 50 ms. */
function inputsHash() {
  hashOfInputs ??= hashFiles(buildInputs());
  return hashOfInputs;
}

/** Whether the build is that of the present sources. */
export const isBuilt = () => readProjectFile(STAMP) === inputsHash();

/** The client of the database is generated from the schema; the packages for apps are no part of the server. */
const NO_INPUTS = [
  ['lib', 'data', 'generated'],
  ['lib', 'client'],
];

function buildInputs() {
  const folders = ['app', 'components', 'lib', 'public', 'scripts/admin', 'scripts/steps'].flatMap(listFiles);
  const files = ['next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'proxy.ts', 'instrumentation.ts'];
  const isInput = (/** @type {string} */ file) =>
    !/\.test\.tsx?$/.test(file) && !NO_INPUTS.some((folder) => file.startsWith(path.join(...folder, '/')));
  return [...folders.filter(isInput), ...files, 'prisma/schema.prisma', 'package.json', 'package-lock.json'];
}
