import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, readConfig } from './config';
import { ConfigError } from './config-error';
import { parseEnvFile } from './env-file';
import { type SettingWarning, warningsOf } from './setting-warnings';

/**
 * The settings of this process: the environment, then what the `.env` files add to it.
 * @throws ConfigError
 */
export function loadConfig(projectDir: string): Config {
  Object.assign(process.env, readEnvFiles(projectDir));
  return readConfig(process.env);
}

/** A configuration, and what the operator is told about the settings that it was read from. */
export type LoadedConfig = { config: Config; warnings: SettingWarning[] };

/**
 * The settings of a server, whose start has put those of the `.env` files into its environment.
 * @throws ConfigError
 */
export function loadConfigFromEnvironment(): LoadedConfig {
  const config = readConfig(process.env);
  return { config, warnings: warningsOf(process.env, config) };
}

/**
 * What the `.env` files set and the environment does not: those files that Next would read, the first that sets a name
 * counting. Next itself must not read them: it puts something in the place of every `$`, in the environment too.
 * @throws ConfigError
 */
export function readEnvFiles(projectDir: string): Record<string, string> {
  const files = findEnvFiles(projectDir).map((file) => file.settings);
  const settings = Object.assign({}, ...files.reverse());
  return Object.fromEntries(Object.entries<string>(settings).filter(([name]) => process.env[name] === undefined));
}

/**
 * The environment of this process with what the `.env` files add to it, and these files; nothing is changed.
 * @throws ConfigError for a file that cannot be read
 */
export function readEnvironment(projectDir: string): {
  env: Readonly<Record<string, string | undefined>>;
  envFiles: EnvFile[];
} {
  return { env: { ...process.env, ...readEnvFiles(projectDir) }, envFiles: findEnvFiles(projectDir) };
}

/** An `.env` file that is there, and what it sets. */
export type EnvFile = { name: string; settings: Record<string, string> };

/**
 * Those that count, the first that sets a name before the others.
 * @throws ConfigError for one that cannot be read
 */
function findEnvFiles(projectDir: string): EnvFile[] {
  return envFileNames().flatMap((name) => {
    const text = readIfThere(path.join(projectDir, name), name);
    return text === null ? [] : [{ name, settings: parseEnvFile(text) }];
  });
}

function envFileNames(): string[] {
  const mode = process.env.NODE_ENV === 'development' ? 'development' : 'production';
  return [`.env.${mode}.local`, '.env.local', `.env.${mode}`, '.env'];
}

/**
 * Going on without a file that cannot be read would start another installation, with an empty database.
 * @throws ConfigError
 */
function readIfThere(file: string, name: string): string | null {
  try {
    // Not what a link leads to: one that leads nowhere is no absence either.
    return lstatSync(file, { throwIfNoEntry: false }) === undefined ? null : readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    throw new ConfigError(`${name} exists but cannot be read (${code}). Make it a readable file, or remove it.`);
  }
}
