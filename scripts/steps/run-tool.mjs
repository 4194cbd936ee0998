// Runs the tools of others: npm, the build, the tests.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectDir } from './project.mjs';
import { withoutSettings } from './setting-names.mjs';
import { StepError } from './step-error.mjs';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Runs a tool to its end, which must be a success.
 * @param {string} command
 * @param {string[]} args
 * @param {string} advice what to do when it fails, after its own output
 * @param {Record<string, string>} [more] of its environment
 * @throws {StepError}
 */
export async function runTool(command, args, advice, more = {}) {
  const { code, output, errors } = await runToEnd(command, args, { env: { ...withoutSettings(process.env), ...more } });
  if (code === 0) return;
  process.stdout.write(`failed\n\n${output}${errors}\n`);
  throw new StepError(advice);
}

/**
 * @typedef {object} RunOptions
 * @property {(line: string) => void} [onLine] called with each line of its output at once
 * @property {NodeJS.ProcessEnv} [env] without Postern's settings, unless given: a tool has no use for them
 *
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, errors: string }>}
 */
export function runToEnd(command, args, { onLine, env = withoutSettings(process.env) } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectDir,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a tool's own children end with it.
      detached: process.platform !== 'win32',
    });
    running.add(child);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output, errors });
    });
  });
}

/**
 * Leaves the rest and the exit code to one last tool.
 * @param {string[]} args of Node.js
 * @param {NodeJS.ProcessEnv} [env]
 */
export function execTool(args, env = process.env) {
  const tool = spawn(process.execPath, args, { cwd: projectDir, stdio: 'inherit', env });
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  // Ctrl-C reaches the tool by itself, and a second signal would cut its cleaning up short.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => tool.kill('SIGINT'));
  tool.on('close', (code) => process.exit(code ?? 1));
}

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** On a signal the tools end with this process, and being asked to stop is no failure. */
export function endToolsOnSignals() {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // Once the server runs it has a handler of its own, which lets requests finish.
      if (process.listenerCount(signal) > 1) return;
      for (const { pid } of running) {
        if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
      }
      process.exit(0);
    });
  }
}
