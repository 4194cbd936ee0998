import { z } from 'zod';
import { days, hours, minutes } from '../time';
import { ConfigError } from './config-error';
import {
  choice,
  flag,
  list,
  optionalChoice,
  optionalWholeNumber,
  setting,
  structure,
  text,
  wholeNumber,
} from './setting-types';

/** Every setting, as the environment has it. */
const Settings = z.object({
  APP_URL: text(),
  ALSO_ANSWERS: list(),
  APP_NAME: setting(z.string().trim().max(60, { error: 'must have at most 60 characters' }).default('Postern')),
  PORT: wholeNumber(3000, 0, 65_535),
  HOST: text(),
  ALLOW_HTTP: flag(),
  KEEP_ALIVE_SECONDS: wholeNumber(75, 1, hours(1)),
  HSTS_INCLUDE_SUBDOMAINS: flag(),
  TRUSTED_PROXIES: text(),
  DATABASE_URL: text(),
  MIGRATE_DATABASE_URL: text(),
  DATABASE_POOL: wholeNumber(10, 1, 1000),
  DATA_DIR: setting(z.string().default('.data')),
  AUTH_SECRET: list(),
  RESEND_API_KEY: text(),
  RESEND_BASE_URL: text(),
  MAIL_FROM: text(),
  SMTP_URL: text(),
  ACCESS_TOKEN_SECONDS: wholeNumber(minutes(5), 1, days(1)),
  REFRESH_TOKEN_SECONDS: wholeNumber(days(14), 1, days(3650)),
  SESSION_MAX_SECONDS: wholeNumber(days(90), 1, days(3650)),
  SESSION_COOKIE: choice(['keep', 'ask'], 'keep'),
  RESET_TOKEN_SECONDS: wholeNumber(hours(1), 1, days(7)),
  ROTATE_REFRESH_TOKENS: flag(),
  REFRESH_REUSE_SECONDS: wholeNumber(30, 0, hours(1)),
  JWT_ALGORITHM: choice(['ES256', 'RS256'], 'ES256'),
  JWT_AUDIENCE: text(),
  BCRYPT_COST: wholeNumber(12, 10, 16),
  PASSWORD_MIN_LENGTH: wholeNumber(8, 1, 64),
  REQUIRE_VERIFIED_EMAIL: flag(),
  HIDE_UNKNOWN_EMAILS: flag(),
  DELETE_UNVERIFIED_DAYS: optionalWholeNumber(1, 3650),
  REGISTRATION: choice(['open', 'invited', 'closed'], 'open'),
  REGISTRATION_DOMAINS: list(),
  REGISTER_SIGNS_IN: flag(),
  RESET_URL: text(),
  VERIFY_URL: text(),
  CHANGE_EMAIL_URL: text(),
  INVITATION_URL: text(),
  INVITATION_SECONDS: wholeNumber(days(7), 1, days(365)),
  RATE_LIMITS: choice(['on', 'off'], 'on').transform((value) => value === 'on'),
  CORS_ORIGINS: list(),
  DOCS: optionalChoice(['on', 'off']),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
  METRICS_TOKEN: text(),
  SECURITY_CONTACT: text(),
  WORKERS: optionalWholeNumber(1, 1000),
  TERMS_URL: text(),
  TERMS_VERSION: setting(z.string().trim().max(64, { error: 'must have at most 64 characters' }).optional()),
  PRIVACY_URL: text(),
  USER_FIELDS: structure(),
  ROLES: list(),
  ACCESS_CLAIMS: list(),
  APPS: structure(),
});

/** Where each mailed link leads. */
export const LINK_TEMPLATE_SETTINGS = {
  reset: 'RESET_URL',
  verify: 'VERIFY_URL',
  change: 'CHANGE_EMAIL_URL',
  invitation: 'INVITATION_URL',
} as const;

/** Every name that counts. */
export const SETTING_NAMES: readonly string[] = Object.keys(Settings.shape);

/** What is well formed by itself. */
export type RawSettings = z.infer<typeof Settings>;

/** @throws ConfigError for the first setting that is malformed */
export function parseSettings(env: Record<string, string | undefined>): RawSettings {
  const parsed = Settings.safeParse(env);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(`${String(issue?.path[0])} ${issue?.message}.`);
}
