import { timeStep } from './log-step.mjs';
import { readProjectFile } from './project.mjs';
import { runTool } from './run-tool.mjs';

/** The packages of package-lock.json, those for development included: the build checks types. Skipped while they are there. */
export async function install() {
  if (isInstalled()) return;
  await timeStep('install', async () => {
    const npm = process.env.npm_execpath;
    const [command, ...first] = npm ? [process.execPath, npm] : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    await runTool(command, [...first, ...args], 'Check the connection to the npm registry and start again.');
  });
}

/**
 * Whether node_modules holds what package-lock.json names. Packages for other platforms are absent.
 * @returns {boolean}
 */
function isInstalled() {
  const installed = readProjectFile('node_modules/.package-lock.json');
  if (installed === null) return false;
  /** @type {Record<string, { version: string } | undefined>} */
  const present = JSON.parse(installed).packages;
  /** @type {[string, { version: string, optional?: boolean }][]} */
  const wanted = Object.entries(JSON.parse(readProjectFile('package-lock.json') ?? '{}').packages ?? {});
  return wanted.every(
    ([name, { version, optional }]) =>
      name === '' || (present[name] ? present[name].version === version : optional === true),
  );
}
