// npm run pack: builds the packages for apps and packs each as npm would publish it. The folder is .pack, or the first argument.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { install } from '../steps/install.mjs';
import { timeStep } from '../steps/log-step.mjs';
import { main } from '../steps/main.mjs';
import { inProject, readProjectFile } from '../steps/project.mjs';
import { runTool } from '../steps/run-tool.mjs';
import { withFolderLock } from '../steps/with-lock.mjs';

/** Their sources, with package.json, tsconfig.json and README.md. */
const SOURCES = ['lib/client', 'lib/client/next'];

await main(async () => {
  await withFolderLock(install);
  const target = path.resolve(process.argv[2] ?? '.pack');
  for (const source of SOURCES) await timeStep('pack', () => pack(source, target));
});

/**
 * @param {string} source
 * @param {string} target
 */
async function pack(source, target) {
  const folder = path.join(target, path.basename(source));
  rmSync(folder, { recursive: true, force: true });
  const tsc = ['node_modules/typescript/bin/tsc', '-p', source, '--outDir', folder];
  await runTool(process.execPath, tsc, 'Fix the errors above and start again.');
  addExtensions(folder);
  const { version } = JSON.parse(readProjectFile('package.json') ?? '{}');
  const manifest = JSON.parse(readProjectFile(path.join(source, 'package.json')) ?? '{}');
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);
  cpSync(inProject(path.join(source, 'README.md')), path.join(folder, 'README.md'));
  cpSync(inProject('LICENSE'), path.join(folder, 'LICENSE'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await runTool(
    npm,
    ['pack', folder, '--pack-destination', target, '--loglevel=error'],
    'See the errors of npm above.',
  );
  return path.relative(process.cwd(), path.join(target, `${tarballOf(manifest.name)}-${version}.tgz`));
}

/** @param {string} name */
function tarballOf(name) {
  return name.replace('@', '').replace('/', '-');
}

/**
 * The sources name modules as bundlers find them. Node.js, and TypeScript with its resolution, want the whole name.
 * @param {string} folder
 */
function addExtensions(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|d\.ts)$/.test(name)) continue;
    const file = path.join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(\bfrom '|\bimport\(')(\.{1,2}\/[^']+)'/g, "$1$2.js'"));
  }
}
