// The settings by name, for what runs before there are packages to read them with. A test compares them with lib/config/settings.ts.
const SETTING_NAMES = [
  'ACCESS_CLAIMS',
  'ACCESS_TOKEN_SECONDS',
  'ALLOW_HTTP',
  'ALSO_ANSWERS',
  'APPS',
  'APP_NAME',
  'APP_URL',
  'AUTH_SECRET',
  'BCRYPT_COST',
  'CHANGE_EMAIL_URL',
  'CORS_ORIGINS',
  'DATABASE_POOL',
  'DATABASE_URL',
  'DATA_DIR',
  'DELETE_UNVERIFIED_DAYS',
  'DOCS',
  'HIDE_UNKNOWN_EMAILS',
  'HOST',
  'HSTS_INCLUDE_SUBDOMAINS',
  'INVITATION_SECONDS',
  'INVITATION_URL',
  'JWT_ALGORITHM',
  'JWT_AUDIENCE',
  'KEEP_ALIVE_SECONDS',
  'LOG_LEVEL',
  'MAIL_FROM',
  'METRICS_TOKEN',
  'MIGRATE_DATABASE_URL',
  'PASSWORD_MIN_LENGTH',
  'PORT',
  'PRIVACY_URL',
  'RATE_LIMITS',
  'REFRESH_REUSE_SECONDS',
  'REFRESH_TOKEN_SECONDS',
  'REGISTER_SIGNS_IN',
  'REGISTRATION',
  'REGISTRATION_DOMAINS',
  'REQUIRE_VERIFIED_EMAIL',
  'RESEND_API_KEY',
  'RESEND_BASE_URL',
  'RESET_TOKEN_SECONDS',
  'RESET_URL',
  'ROLES',
  'ROTATE_REFRESH_TOKENS',
  'SECURITY_CONTACT',
  'SESSION_COOKIE',
  'SESSION_MAX_SECONDS',
  'SMTP_URL',
  'TERMS_URL',
  'TERMS_VERSION',
  'TRUSTED_PROXIES',
  'USER_FIELDS',
  'VERIFY_URL',
  'WORKERS',
];

/** By which the driver of PostgreSQL signs in where DATABASE_URL has none. */
const DATABASE_PASSWORD = 'PGPASSWORD';

/**
 * The environment of a tool that needs no setting: an installed package, or a part of the build, has no secret to read.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutSettings(env) {
  const rest = { ...env };
  for (const name of [...SETTING_NAMES, DATABASE_PASSWORD]) delete rest[name];
  return rest;
}
