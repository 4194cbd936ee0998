import { inProject, projectDir } from './project.mjs';
import { endToolsOnSignals } from './run-tool.mjs';
import { StepError } from './step-error.mjs';

/** Environment of every tool: nothing is downloaded but the packages, and nothing is reported to anyone. */
const QUIET_ENV = {
  NEXT_TELEMETRY_DISABLED: '1',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  // `prisma generate` downloads a schema engine that it does not need, unless this names any file.
  PRISMA_SCHEMA_ENGINE_BINARY: inProject('package.json'),
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
};

/**
 * Runs the body of a script. A step that fails ends the process with 1 and the line that says what to do.
 * @param {() => Promise<void>} script
 */
export async function main(script) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  try {
    if (major < 20 || (major === 20 && minor < 19)) {
      throw new StepError(
        `Postern needs Node.js 20.19 or later, and this is ${process.version}. See https://nodejs.org.`,
      );
    }
    process.chdir(projectDir);
    // Output that cannot be written, on a full disk or to a broken pipe, is lost; the start goes on.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    Object.assign(process.env, QUIET_ENV);
    endToolsOnSignals();
    await script();
  } catch (error) {
    process.stderr.write(
      error instanceof StepError ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`,
    );
    process.exit(1);
  }
}
