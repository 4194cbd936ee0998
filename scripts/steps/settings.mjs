import { pathToFileURL } from 'node:url';
import { isBuilt } from './build.mjs';
import { programFile } from './compile.mjs';
import { logStep } from './log-step.mjs';
import { projectDir } from './project.mjs';
import { StepError } from './step-error.mjs';

/**
 * What the start has to know of the settings, before the slow steps.
 * @returns {Promise<import('./read-settings.ts').StartSettings>}
 * @throws {StepError} for a setting that cannot be used, or a database that another process has
 */
export async function readSettings() {
  const file = programFile(projectDir, 'read-settings', isBuilt());
  const tsx = file.endsWith('.ts') ? await import('tsx/esm/api') : null;
  // Until the settings are read: the driver of PostgreSQL is imported only when it is needed.
  const unregister = tsx?.register();
  /** @type {typeof import('./read-settings.ts')} */
  const program = await import(pathToFileURL(file).href);
  try {
    return await program.settingsForStart((line) => logStep('waiting', line));
  } catch (error) {
    throw error instanceof Error ? new StepError(error.message) : error;
  } finally {
    await unregister?.();
  }
}

/**
 * Adds to the environment of this process what the `.env` files have, and keeps Next from reading them again.
 * @param {import('./read-settings.ts').StartSettings} settings
 */
export function useSettings({ fromFiles }) {
  Object.assign(process.env, fromFiles, { __NEXT_PROCESSED_ENV: 'true' });
}
