import { timeStep } from './log-step.mjs';
import { runToEnd, runTool } from './run-tool.mjs';
import { StepError } from './step-error.mjs';

/**
 * A check of the project that says by itself what is wrong.
 * @param {string} name
 * @param {string[]} args of Node.js
 */
export async function check(name, args) {
  await timeStep(name, () =>
    runTool(process.execPath, args, `Fix the errors above; \`npm run check\` shows them again.`),
  );
}

/**
 * A program that the tests need and npm does not bring.
 * @param {string} name
 * @param {() => Promise<string | null>} find
 * @param {[command: string, args: string[]][]} installers tried in turn until it is found
 * @param {string} advice
 * @throws {StepError} when it cannot be installed
 */
export async function requireProgram(name, find, installers, advice) {
  if (await find()) return;
  await timeStep(name, async () => {
    for (const [command, args] of installers) {
      await runToEnd(command, args).catch(() => undefined);
      if (await find()) return;
    }
    throw new StepError(advice);
  });
}
