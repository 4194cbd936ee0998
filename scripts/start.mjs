// npm start: installs, generates, builds and migrates what has changed, then serves: in this process, or in WORKERS processes.
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from './steps/build.mjs';
import { keepCompiledCode } from './steps/compile-cache.mjs';
import { generate } from './steps/generate.mjs';
import { install } from './steps/install.mjs';
import { main } from './steps/main.mjs';
import { migrate } from './steps/migrate.mjs';
import { serve } from './steps/serve.mjs';
import { readSettings, useSettings } from './steps/settings.mjs';
import { StepError } from './steps/step-error.mjs';
import { withFolderLock } from './steps/with-lock.mjs';
import { startWorkers } from './steps/workers.mjs';

keepCompiledCode();

await main(async () => {
  // Whatever the shell is set up for.
  Object.assign(process.env, { NODE_ENV: 'production' });
  const settings = await withFolderLock(prepare);
  useSettings(settings);
  if (settings.workers > 1) await startWorkers(settings);
  else serve(settings);
  await announce(settings);
});

async function prepare() {
  await install();
  const settings = await readSettings();
  const port = await requirePort(settings);
  await generate();
  await build();
  if (settings.mustMigrate) await migrate();
  return { ...settings, port };
}

/** @typedef {Awaited<ReturnType<typeof prepare>>} Settings */

/**
 * @param {{ host: string, port: number }} wanted port 0 is any
 * @returns {Promise<number>} a port that is free
 * @throws {StepError}
 */
function requirePort({ host, port }) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const isTaken = 'code' in error && error.code === 'EADDRINUSE';
      const reason = isTaken ? `Port ${port} of ${host} is in use.` : `HOST or PORT cannot be used: ${error.message}.`;
      reject(new StepError(`Postern cannot start: ${reason} Set PORT to another, or stop what listens there.`));
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

/** @param {Settings} settings */
async function announce({ host, port, appUrl, hasMailbox }) {
  const local = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  const health = `http://${local.includes(':') ? `[${local}]` : local}:${port}/health/ready/`;
  while (!(await isOk(health))) await sleep(200);
  const where = appUrl.endsWith(':0') ? `http://localhost:${port}` : appUrl;
  process.stdout.write(`Postern is ready: ${where}${hasMailbox ? `, mail goes to ${where}/mailbox/` : ''}\n`);
}

/** @param {string} url */
async function isOk(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
