import { availableParallelism } from 'node:os';
import type { ClaimNames } from '../profile/access-claims';
import type { UserFields } from '../profile/user-fields';
import { type DatabaseLocation, parseDatabase, parseWorkers, requireSecrets } from './database-settings';
import type { LinkTemplates } from './link-templates';
import { LOOPBACK_HOSTS } from './loopback';
import { type MailProvider, parseLinkTemplates, parseMailProvider } from './mail-settings';
import {
  defaultHost,
  defaultPort,
  parseAlsoAnswers,
  parseAppUrl,
  parseCorsOrigin,
  parseSecurityContact,
  parseTrustedProxies,
  parseWebPage,
  requireDeclaredProxies,
} from './public-address';
import type { RegisteredApps } from './registered-app';
import { unsetWhenEmpty } from './setting-types';
import { parseSettings } from './settings';
import { parseAppSettings, parseRegisterSignsIn, parseUserSettings, requireDomains } from './user-settings';

export type Config = Readonly<{
  appUrl: string;
  appName: string;
  /** What a new password must not be: the product's name, and the host where it is used. */
  productNames: readonly string[];
  /** APP_URL is this machine only: the mailbox may exist, and other `Host`s are refused. */
  isLoopback: boolean;
  /** Further `Host`s that are answered while APP_URL is loopback: `name` or `name:port`, in lower case. */
  alsoAnswers: readonly string[];
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
  /** The pages of the documentation are there. */
  docs: boolean;
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
  const database = parseDatabase(raw);
  requireSecrets(raw, database);
  return Object.freeze({
    appUrl: appUrl.origin,
    appName: raw.APP_NAME,
    productNames: [raw.APP_NAME, appUrl.hostname],
    isLoopback,
    alsoAnswers: parseAlsoAnswers(raw, isLoopback),
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
    docs: raw.DOCS === undefined ? isLoopback : raw.DOCS === 'on',
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
