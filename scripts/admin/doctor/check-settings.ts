import { type Complaint, type Finding, note, ok, problem } from '../../../lib/admin/doctor/finding';
import { type Config, readConfig } from '../../../lib/config/config';
import { ConfigError } from '../../../lib/config/config-error';
import { type EnvFile, readEnvironment } from '../../../lib/config/load-config';
import { findMeant, type SettingWarning, warningsOf } from '../../../lib/config/setting-warnings';
import { SETTING_NAMES } from '../../../lib/config/settings';

type Env = Readonly<Record<string, string | undefined>>;

/** What the settings of this process are, as far as they can be read. */
export type SettingsChecked = { findings: Finding[]; config: Config | null; envFiles: EnvFile[] };

export function checkSettings(projectDir: string): SettingsChecked {
  try {
    const { env, envFiles } = readEnvironment(projectDir);
    return { ...judgeSettings(env, envFiles), envFiles };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { findings: [unusable(error)], config: null, envFiles: [] };
  }
}

/** Pure. @param env with what the files add to it */
export function judgeSettings(env: Env, envFiles: readonly EnvFile[]): { findings: Finding[]; config: Config | null } {
  const foreign = envFiles.flatMap(foreignNames);
  try {
    const config = readConfig(env);
    const findings = [
      ...warningsOf(env, config).map((each) => judgeWarning(each, config)),
      ...unlimited(config),
      ...foreign,
    ];
    const set = SETTING_NAMES.filter((name) => env[name]?.trim()).length;
    const found = `${set} set, APP_URL ${config.appUrl}`;
    return { config, findings: [ok('settings', 'All settings that are set can be used.', found), ...findings] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: null, findings: [unusable(error), ...foreign] };
  }
}

const unusable = ({ message }: ConfigError): Finding =>
  problem('settings', {
    message,
    found: 'a setting that cannot be used, so that no server starts',
    expected: 'what the message says',
    remedy: 'Correct it in the environment or in .env, and run this again. docs/settings.md lists all settings.',
  });

/** How serious a warning of the start is, and what would be right. None has the value of a secret. */
const OF_WARNING: Readonly<
  Record<string, { level: 'note' | 'problem'; found(config: Config): string; expected: string; remedy: string }>
> = {
  TRUSTED_PROXIES: {
    level: 'problem',
    found: ({ trustedProxies }) => trustedProxies.join(', '),
    expected: 'the addresses of your reverse proxies alone',
    remedy: 'Set TRUSTED_PROXIES to the addresses or the private network of your reverse proxies, or to none.',
  },
  AUTH_SECRET: {
    level: 'problem',
    found: () => 'a secret of few different characters',
    expected: 'the output of openssl rand -base64 32',
    remedy: 'Set AUTH_SECRET=new,old, restart, and remove the old one at the next start.',
  },
  ALLOW_HTTP: {
    level: 'problem',
    found: ({ appUrl }) => `APP_URL ${appUrl}`,
    expected: 'an APP_URL with https',
    remedy: 'Put a reverse proxy with TLS in front, set APP_URL to its https address, and remove ALLOW_HTTP.',
  },
};

function judgeWarning({ setting, message }: SettingWarning, config: Config): Finding {
  const meant = findMeant(setting);
  if (meant !== null) {
    return problem('settings', { message, found: setting, expected: meant, remedy: `Rename ${setting} to ${meant}.` });
  }
  const { level = 'note', found, expected, remedy } = OF_WARNING[setting] ?? {};
  const complaint: Complaint = {
    message,
    found: found?.(config) ?? `${setting} as it is set`,
    expected: expected ?? 'a value without this warning',
    remedy: remedy ?? `Change ${setting} as the message says. docs/settings.md describes it.`,
  };
  return level === 'problem' ? problem('settings', complaint) : note('settings', complaint);
}

function unlimited({ rateLimits, isLoopback }: Config): Finding[] {
  if (rateLimits) return [];
  const complaint = {
    message: 'RATE_LIMITS=off: guessing passwords is not limited.',
    found: 'off',
    expected: 'on',
    remedy: 'Remove RATE_LIMITS, unless only tests use this installation.',
  };
  return [isLoopback ? note('settings', complaint) : problem('settings', complaint)];
}

/** Of other programs, which read the same file. */
const FOREIGN = /^(npm_|NODE_|COMPOSE_|DOCKER_|POSTGRES_|PG|LC_|LANG$|TZ$|PATH$|(https?|no)_proxy$)/i;

/** Names that mean nothing to Postern, and do not resemble one of our settings. */
function foreignNames({ name: file, settings }: EnvFile): Finding[] {
  return Object.keys(settings)
    .filter((name) => !SETTING_NAMES.includes(name) && !FOREIGN.test(name) && findMeant(name) === null)
    .map((name) =>
      note('settings', {
        message: `${name} in ${file} is no setting of Postern and has no effect.`,
        found: name,
        expected: 'names of docs/settings.md',
        remedy: 'Remove it, unless another program reads this file.',
      }),
    );
}
