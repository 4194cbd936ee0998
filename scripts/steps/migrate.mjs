import { isBuilt } from './build.mjs';
import { programArgs } from './compile.mjs';
import { timeStep } from './log-step.mjs';
import { projectDir } from './project.mjs';
import { runToEnd } from './run-tool.mjs';
import { StepError } from './step-error.mjs';

const DATABASE_UNAVAILABLE = 75;

/**
 * The tables, by a process of its own: Prisma's engine keeps its connection until its process ends.
 * A database that is unavailable does not stop the start: the server waits for it.
 */
export async function migrate() {
  await timeStep('migrate', async () => {
    const onLine = (/** @type {string} */ line) => {
      if (line.startsWith('Waiting')) process.stdout.write(`${line} `);
    };
    const { code, errors } = await runToEnd(process.execPath, programArgs(projectDir, 'migrate-database', isBuilt()), {
      onLine,
      env: process.env,
    });
    if (code === DATABASE_UNAVAILABLE) {
      return `${errors.trim()} Starting without it; it is retried until it is available.`;
    }
    if (code !== 0) throw new StepError(errors.trim());
  });
}
