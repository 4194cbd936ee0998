import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { PostgresUrlError, parsePostgresUrl } from '../data/postgres/url';
import { type ClaimNames, parseAccessClaims } from '../profile/access-claims';
import { DefinitionError } from '../profile/definition-error';
import { parseUserFields } from '../profile/parse-user-fields';
import { parseRoles } from '../profile/roles';
import type { UserFields } from '../profile/user-fields';
import { days, hours, minutes } from '../time';
import { parseApps } from './apps';
import { parseDomains } from './domains';
import { type LinkTemplates, linkTemplateProblem } from './link-templates';
import { LOOPBACK_HOSTS } from './loopback';
import { parseOrigin } from './origins';
import { originsOf, type RegisteredApps } from './registered-app';
import { readStructure, StructureError } from './structure';

/** A setting that cannot be used. The message is one line that names it and says what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** An unset setting and an empty one are the same: `.env` files and compose files write empty ones. */
const unsetWhenEmpty = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);

const setting = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(unsetWhenEmpty, schema);

const text = () => setting(z.string().trim().optional());

const numberFrom = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\d{1,12}$/, { error })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
};

const wholeNumber = (fallback: number, min: number, max: number) => setting(numberFrom(min, max).default(fallback));

const optionalWholeNumber = (min: number, max: number) => setting(numberFrom(min, max).optional());

const choice = <const Value extends string>(values: readonly Value[], fallback: NoInfer<Value>) =>
  setting(z.enum(values, { error: `must be one of ${values.join(', ')}` }).default(fallback));

const flag = () => choice(['true', 'false'], 'false').transform((value) => value === 'true');

const list = () => text().transform((value) => (value ? value.split(',').map((part) => part.trim()) : []));

/** JSON, inline or as the path of a file. */
const structure = () =>
  text().transform((value, context): unknown => {
    try {
      return value === undefined ? undefined : readStructure(value);
    } catch (error) {
      if (!(error instanceof StructureError)) throw error;
      context.addIssue({ code: 'custom', message: error.message.replace(/\.$/, '') });
      return z.NEVER;
    }
  });

const Settings = z.object({
  APP_URL: text(),
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

export type MailProvider =
  | { kind: 'resend'; apiKey: string; baseUrl: string | undefined; from: string }
  | { kind: 'smtp'; url: string; from: string }
  | { kind: 'mailbox' };

export type DatabaseLocation =
  | {
      kind: 'postgresql';
      url: string;
      /** For migrations, past a pooler or as another role. */
      migrateUrl: string | null;
      /** How many each process may have open at once. */
      connections: number;
    }
  | { kind: 'pglite'; dataDir: string };

export type Config = Readonly<{
  appUrl: string;
  appName: string;
  /** What a new password must not be: the product's name, and the host where it is used. */
  productNames: readonly string[];
  /** APP_URL is this machine only: the mailbox may exist, and other `Host`s are refused. */
  isLoopback: boolean;
  isHttps: boolean;
  /** Strict-Transport-Security covers every host below that of APP_URL. */
  hstsIncludeSubdomains: boolean;
  /** A connection stays open that long between two requests: longer than a proxy keeps its own. */
  keepAliveSeconds: number;
  port: number;
  host: string;
  /** CIDRs or addresses whose `X-Forwarded-For` is read. */
  trustedProxies: readonly string[];
  database: DatabaseLocation;
  dataDir: string;
  /** Current first. Empty: one is generated in `dataDir`. */
  authSecrets: readonly string[];
  mail: MailProvider;
  accessTokenSeconds: number;
  refreshTokenSeconds: number;
  sessionMaxSeconds: number;
  /** Whether people are asked, as they sign in, if their browser is to stay signed in once it is closed. */
  sessionCookie: 'keep' | 'ask';
  resetTokenSeconds: number;
  rotateRefreshTokens: boolean;
  refreshReuseSeconds: number;
  jwtAlgorithm: 'ES256' | 'RS256';
  jwtAudience: string;
  bcryptCost: number;
  passwordMinLength: number;
  requireVerifiedEmail: boolean;
  hideUnknownEmails: boolean;
  /** After so many days unused an account whose address was never verified is deleted; by default none is. */
  deleteUnverifiedDays: number | undefined;
  /** Who may register: everybody, those with an invitation, or nobody. */
  registration: 'open' | 'invited' | 'closed';
  /** The only domains whose addresses may register or be changed to, as emails have them; none for any. */
  registrationDomains: readonly string[];
  /** An API client that registers is given tokens, as a browser is given a cookie. */
  registerSignsIn: boolean;
  invitationSeconds: number;
  /** Where mailed links lead in place of the pages here. */
  linkTemplates: LinkTemplates;
  rateLimits: boolean;
  corsOrigins: readonly string[];
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  metricsToken: string | undefined;
  /** For security.txt: a mailto: or https: URL. */
  securityContact: string | undefined;
  /** Processes that share the port. */
  workers: number;
  /** Who registers accepts this version of the terms; undefined where nothing is to be accepted. */
  termsVersion: string | undefined;
  /** Pages of the operator's own, which every page links to. */
  termsUrl: string | undefined;
  privacyUrl: string | undefined;
  /** What is kept about a user besides the email. */
  userFields: UserFields;
  /** The roles that a user may have; none: responses say nothing of roles. */
  roles: readonly string[];
  /** What access tokens say of a user. */
  accessClaims: ClaimNames;
  /** Applications of other origins that people sign in to here. */
  apps: RegisteredApps;
  /** Of their pages: they may read what concerns apps, as those of `corsOrigins` may read everything. */
  appOrigins: readonly string[];
  /** `next dev`, whose own tools need what production refuses. */
  isDevelopment: boolean;
}>;

type RawSettings = z.infer<typeof Settings>;

/**
 * The settings of this process, parsed once and frozen.
 * @param cores that this process may use
 * @throws ConfigError naming the first setting that cannot be used, and what it must be.
 */
export function readConfig(env: Record<string, string | undefined>, cores = availableParallelism()): Config {
  const raw = parseSettings(env);
  const appUrl = parseAppUrl(raw);
  const trustedProxies = parseTrustedProxies(raw);
  const isLoopback = LOOPBACK_HOSTS.has(appUrl.hostname);
  requireDeclaredProxies(raw, isLoopback);
  const database: DatabaseLocation = parseDatabase(raw);
  requireSecrets(raw, database);
  return Object.freeze({
    appUrl: appUrl.origin,
    appName: raw.APP_NAME,
    productNames: [raw.APP_NAME, appUrl.hostname],
    isLoopback,
    isHttps: appUrl.protocol === 'https:',
    hstsIncludeSubdomains: raw.HSTS_INCLUDE_SUBDOMAINS,
    keepAliveSeconds: raw.KEEP_ALIVE_SECONDS,
    port: unsetWhenEmpty(env.PORT) === undefined ? defaultPort(raw, appUrl, isLoopback) : raw.PORT,
    host: raw.HOST ?? defaultHost(appUrl, isLoopback, trustedProxies),
    trustedProxies,
    database,
    dataDir: raw.DATA_DIR,
    authSecrets: raw.AUTH_SECRET,
    mail: parseMailProvider(raw, appUrl, isLoopback),
    accessTokenSeconds: raw.ACCESS_TOKEN_SECONDS,
    refreshTokenSeconds: raw.REFRESH_TOKEN_SECONDS,
    sessionMaxSeconds: raw.SESSION_MAX_SECONDS,
    sessionCookie: raw.SESSION_COOKIE,
    resetTokenSeconds: raw.RESET_TOKEN_SECONDS,
    rotateRefreshTokens: raw.ROTATE_REFRESH_TOKENS,
    refreshReuseSeconds: raw.REFRESH_REUSE_SECONDS,
    jwtAlgorithm: raw.JWT_ALGORITHM,
    jwtAudience: raw.JWT_AUDIENCE ?? appUrl.origin,
    bcryptCost: raw.BCRYPT_COST,
    passwordMinLength: raw.PASSWORD_MIN_LENGTH,
    requireVerifiedEmail: raw.REQUIRE_VERIFIED_EMAIL || raw.HIDE_UNKNOWN_EMAILS,
    hideUnknownEmails: raw.HIDE_UNKNOWN_EMAILS,
    deleteUnverifiedDays: raw.DELETE_UNVERIFIED_DAYS,
    registration: raw.REGISTRATION,
    registrationDomains: requireDomains(raw),
    registerSignsIn: parseRegisterSignsIn(raw),
    invitationSeconds: raw.INVITATION_SECONDS,
    linkTemplates: parseLinkTemplates(raw, isLoopback),
    rateLimits: raw.RATE_LIMITS,
    corsOrigins: raw.CORS_ORIGINS.map(parseCorsOrigin),
    logLevel: raw.LOG_LEVEL,
    metricsToken: raw.METRICS_TOKEN,
    securityContact: parseSecurityContact(raw),
    workers: parseWorkers(raw, database, cores),
    termsVersion: raw.TERMS_VERSION,
    termsUrl: parseWebPage('TERMS_URL', raw, appUrl),
    privacyUrl: parseWebPage('PRIVACY_URL', raw, appUrl),
    ...parseUserSettings(raw),
    ...parseAppSettings(raw, appUrl),
    isDevelopment: env.NODE_ENV === 'development',
  });
}

function parseSettings(env: Record<string, string | undefined>): RawSettings {
  const parsed = Settings.safeParse(env);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigError(`${String(issue?.path[0])} ${issue?.message}.`);
}

/** An origin and nothing after it; a trailing slash is forgiven. */
function requireOrigin(name: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    url.pathname === '/' &&
    !url.search &&
    !url.hash &&
    !url.username &&
    !url.password;
  if (!isOrigin) throw new ConfigError(`${name} must be an origin such as https://login.example.com, with no path.`);
  return url;
}

function parseAppUrl(raw: RawSettings): URL {
  const url = requireOrigin('APP_URL', raw.APP_URL ?? `http://localhost:${raw.PORT}`);
  if (url.protocol === 'http:' && !LOOPBACK_HOSTS.has(url.hostname) && !raw.ALLOW_HTTP) {
    throw new ConfigError('APP_URL must use https, or set ALLOW_HTTP=true on a private network.');
  }
  return url;
}

function requireDeclaredProxies(raw: RawSettings, isLoopback: boolean): void {
  if (isLoopback || raw.TRUSTED_PROXIES !== undefined) return;
  throw new ConfigError(
    'TRUSTED_PROXIES must be set when APP_URL is public: to the CIDRs of your reverse proxy, or to none.',
  );
}

function parseCorsOrigin(value: string): string {
  const origin = parseOrigin(value);
  if (origin !== null) return origin;
  throw new ConfigError(
    'CORS_ORIGINS must be origins such as https://app.example.com, capacitor://localhost or ' +
      'https://*.preview.example.com (* for one whole label), separated by commas.',
  );
}

function requireDomains({ REGISTRATION_DOMAINS }: RawSettings): string[] {
  const domains = parseDomains(REGISTRATION_DOMAINS);
  if (domains) return domains;
  throw new ConfigError(
    'REGISTRATION_DOMAINS must be domains such as example.com, separated by commas; subdomains are listed one by one.',
  );
}

/** Where an email must be verified first, nobody is signed in by registering. */
function parseRegisterSignsIn(raw: RawSettings): boolean {
  const [other] = (['HIDE_UNKNOWN_EMAILS', 'REQUIRE_VERIFIED_EMAIL'] as const).filter((name) => raw[name]);
  if (!raw.REGISTER_SIGNS_IN || other === undefined) return raw.REGISTER_SIGNS_IN;
  throw new ConfigError(
    `REGISTER_SIGNS_IN and ${other} cannot both be true: with ${other} nobody signs in before the email is verified. Set one of them to false.`,
  );
}

function parseLinkTemplates(raw: RawSettings, isLoopback: boolean): LinkTemplates {
  const templates = Object.entries(LINK_TEMPLATE_SETTINGS).flatMap(([link, name]) => {
    const template = raw[name];
    if (template === undefined) return [];
    const problem = linkTemplateProblem(template, { isLoopback });
    if (problem !== null) throw new ConfigError(`${name} ${problem}`);
    return [[link, template]];
  });
  return Object.fromEntries(templates);
}

/** Without TLS and for this machine only, it is the one that people are told of. */
function defaultPort({ PORT }: RawSettings, { protocol, port }: URL, isLoopback: boolean): number {
  return isLoopback && protocol === 'http:' && port !== '' ? Number(port) : PORT;
}

/** No further than people come: to this machine, be it through proxies on it, or to this network. */
function defaultHost({ hostname }: URL, isLoopback: boolean, trustedProxies: readonly string[]): string {
  if (isLoopback) return hostname === '[::1]' ? '::1' : '127.0.0.1';
  const isBehindOwnProxies = trustedProxies.length > 0 && trustedProxies.every((entry) => LOOPBACK_RANGE.test(entry));
  return isBehindOwnProxies ? '127.0.0.1' : '0.0.0.0';
}

const LOOPBACK_RANGE = /^(127(\.\d+){3}(\/([89]|[12]\d|3[0-2]))?|::1(\/128)?)$/;

const CIDR = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()]);

function parseTrustedProxies({ TRUSTED_PROXIES }: RawSettings): string[] {
  if (TRUSTED_PROXIES === undefined || TRUSTED_PROXIES === 'none') return [];
  const entries = TRUSTED_PROXIES.split(',').map((entry) => entry.trim());
  if (entries.every((entry) => CIDR.safeParse(entry).success)) return entries;
  throw new ConfigError(
    'TRUSTED_PROXIES must be none, or addresses and CIDRs such as 10.0.0.0/8, separated by commas.',
  );
}

function parseDatabase({ DATABASE_URL, MIGRATE_DATABASE_URL, DATABASE_POOL, DATA_DIR }: RawSettings): DatabaseLocation {
  if (DATABASE_URL === undefined) {
    if (MIGRATE_DATABASE_URL === undefined) return { kind: 'pglite', dataDir: DATA_DIR };
    throw new ConfigError(
      'MIGRATE_DATABASE_URL requires DATABASE_URL: it is another connection to the same database, for migrations.',
    );
  }
  const { schema } = requirePostgresUrl('DATABASE_URL', DATABASE_URL);
  if (MIGRATE_DATABASE_URL !== undefined) {
    const other = requirePostgresUrl('MIGRATE_DATABASE_URL', MIGRATE_DATABASE_URL).schema;
    if (other !== null && other !== schema) {
      throw new ConfigError(`MIGRATE_DATABASE_URL has ?schema=${other}: DATABASE_URL must have the same schema.`);
    }
  }
  const migrateUrl = MIGRATE_DATABASE_URL ?? null;
  return { kind: 'postgresql', url: DATABASE_URL, migrateUrl, connections: DATABASE_POOL };
}

function requirePostgresUrl(name: string, value: string) {
  try {
    return parsePostgresUrl(value);
  } catch (error) {
    if (error instanceof PostgresUrlError) throw new ConfigError(`${name} ${error.message}`);
    throw error;
  }
}

/** With PostgreSQL one for each core. */
function parseWorkers({ WORKERS }: RawSettings, database: DatabaseLocation, cores: number): number {
  if (database.kind === 'pglite') {
    if (WORKERS === undefined || WORKERS === 1) return 1;
    throw new ConfigError('WORKERS must be 1 without DATABASE_URL: the embedded database has room for one process.');
  }
  if (WORKERS === undefined) return cores;
  if (WORKERS > cores) {
    throw new ConfigError(`WORKERS must be at most ${cores}, the number of cores that this process may use.`);
  }
  return WORKERS;
}

function requireSecrets({ AUTH_SECRET }: RawSettings, database: DatabaseLocation): void {
  if (database.kind === 'postgresql' && AUTH_SECRET.length === 0) {
    throw new ConfigError(
      'AUTH_SECRET must be set when DATABASE_URL is set: for example to the output of openssl rand -base64 32.',
    );
  }
  if (AUTH_SECRET.some((secret) => Buffer.byteLength(secret) < 32)) {
    throw new ConfigError(
      'AUTH_SECRET must have at least 32 bytes: use for example the output of openssl rand -base64 32.',
    );
  }
}

function parseMailProvider(raw: RawSettings, appUrl: URL, isLoopback: boolean): MailProvider {
  const from = parseMailFrom(raw) ?? `${displayName(raw.APP_NAME)} <no-reply@${appUrl.hostname}>`;
  if (raw.RESEND_API_KEY && raw.SMTP_URL) {
    throw new ConfigError('SMTP_URL and RESEND_API_KEY cannot both be set: choose one mail provider.');
  }
  if (raw.RESEND_API_KEY) {
    if (raw.RESEND_BASE_URL) requireOriginWithPath('RESEND_BASE_URL', raw.RESEND_BASE_URL);
    return { kind: 'resend', apiKey: raw.RESEND_API_KEY, baseUrl: raw.RESEND_BASE_URL, from };
  }
  if (raw.SMTP_URL) {
    if (!/^smtps?:\/\/[^/]/.test(raw.SMTP_URL) || !URL.canParse(raw.SMTP_URL)) {
      throw new ConfigError('SMTP_URL must be a URL such as smtps://user:password@mail.example.com.');
    }
    return { kind: 'smtp', url: raw.SMTP_URL, from };
  }
  if (isLoopback) return { kind: 'mailbox' };
  throw new ConfigError(
    'RESEND_API_KEY or SMTP_URL must be set when APP_URL is public: without a mail provider no mail can be sent.',
  );
}

/** An address, alone or in angle brackets behind a name. Marks that would make several of it stand in quotes there. */
const ADDRESS = String.raw`[^\s"<>()[\]\\,:;@]+@(?:[^\s"<>()[\]\\,:;@]+|\[[\da-f.:]+\])`;
const NAME = String.raw`(?:"(?:\\.|[^"\\])*"|[^"<>,:;@])*`;
const SENDER = new RegExp(`^(?:${ADDRESS}|${NAME}<${ADDRESS}>)$`, 'i');

function parseMailFrom({ MAIL_FROM }: RawSettings): string | undefined {
  if (MAIL_FROM === undefined || (SENDER.test(MAIL_FROM) && !/\p{Cc}/u.test(MAIL_FROM))) return MAIL_FROM;
  throw new ConfigError(
    'MAIL_FROM must be one address, such as no-reply@example.com or "Acme, Inc." <no-reply@example.com>.',
  );
}

function parseSecurityContact({ SECURITY_CONTACT }: RawSettings): string | undefined {
  if (SECURITY_CONTACT === undefined || /^(mailto:[^@\s]+@[^@\s]+|https:\/\/\S+)$/.test(SECURITY_CONTACT)) {
    return SECURITY_CONTACT;
  }
  throw new ConfigError(
    'SECURITY_CONTACT must be a URL such as mailto:security@example.com or https://example.com/security.',
  );
}

function parseUserSettings(raw: RawSettings): Pick<Config, 'userFields' | 'roles' | 'accessClaims'> {
  const userFields = defined('USER_FIELDS', () =>
    raw.USER_FIELDS === undefined ? [] : parseUserFields(raw.USER_FIELDS),
  );
  const roles = defined('ROLES', () => parseRoles(raw.ROLES));
  const accessClaims = defined('ACCESS_CLAIMS', () =>
    parseAccessClaims(raw.ACCESS_CLAIMS, { fields: userFields, roles }),
  );
  return { userFields, roles, accessClaims };
}

function parseAppSettings(raw: RawSettings, appUrl: URL): Pick<Config, 'apps' | 'appOrigins'> {
  const audience = raw.JWT_AUDIENCE ?? appUrl.origin;
  const apps = defined('APPS', () => (raw.APPS === undefined ? [] : parseApps(raw.APPS, { audience })));
  return { apps, appOrigins: originsOf(apps) };
}

function defined<Value>(name: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DefinitionError) throw new ConfigError(`${name} ${error.message}`);
    throw error;
  }
}

/** A page with http has its place beside an APP_URL with http only. */
function parseWebPage(name: 'TERMS_URL' | 'PRIVACY_URL', raw: RawSettings, appUrl: URL): string | undefined {
  const value = raw[name];
  if (value === undefined) return undefined;
  const url = URL.canParse(value) && !/[\s\p{Cc}]/u.test(value) ? new URL(value) : null;
  if (url && ['https:', appUrl.protocol].includes(url.protocol) && !url.username && !url.password) return value;
  throw new ConfigError(`${name} must be a URL with https, such as https://example.com/terms.`);
}

/** A name with a comma would be read as two addresses unless it is quoted (RFC 5322 §3.2.4). */
const displayName = (name: string): string => (/^[\w ]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`);

function requireOriginWithPath(name: string, value: string): void {
  if (URL.canParse(value) && /^https?:/.test(value)) return;
  throw new ConfigError(`${name} must be an http or https URL.`);
}
