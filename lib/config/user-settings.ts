import { type ClaimNames, parseAccessClaims } from '../profile/access-claims';
import { DefinitionError } from '../profile/definition-error';
import { parseUserFields } from '../profile/parse-user-fields';
import { parseRoles } from '../profile/roles';
import type { UserFields } from '../profile/user-fields';
import { parseApps } from './apps';
import { ConfigError } from './config-error';
import { parseDomains } from './domains';
import { originsOf, type RegisteredApps } from './registered-app';
import type { RawSettings } from './settings';

type UserSettings = { userFields: UserFields; roles: readonly string[]; accessClaims: ClaimNames };
type AppSettings = { apps: RegisteredApps; appOrigins: readonly string[] };

/** USER_FIELDS, ROLES and ACCESS_CLAIMS, which refer to each other. @throws ConfigError */
export function parseUserSettings(raw: RawSettings): UserSettings {
  const userFields = defined('USER_FIELDS', () =>
    raw.USER_FIELDS === undefined ? [] : parseUserFields(raw.USER_FIELDS),
  );
  const roles = defined('ROLES', () => parseRoles(raw.ROLES));
  const accessClaims = defined('ACCESS_CLAIMS', () =>
    parseAccessClaims(raw.ACCESS_CLAIMS, { fields: userFields, roles }),
  );
  return { userFields, roles, accessClaims };
}

/** APPS. @throws ConfigError */
export function parseAppSettings(raw: RawSettings, appUrl: URL): AppSettings {
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

/** REGISTRATION_DOMAINS. @throws ConfigError */
export function requireDomains({ REGISTRATION_DOMAINS }: RawSettings): string[] {
  const domains = parseDomains(REGISTRATION_DOMAINS);
  if (domains) return domains;
  throw new ConfigError(
    'REGISTRATION_DOMAINS must be domains such as example.com, separated by commas; subdomains are listed one by one.',
  );
}

/** Where an email must be verified first, nobody is signed in by registering. */
export function parseRegisterSignsIn(raw: RawSettings): boolean {
  const [other] = (['HIDE_UNKNOWN_EMAILS', 'REQUIRE_VERIFIED_EMAIL'] as const).filter((name) => raw[name]);
  if (!raw.REGISTER_SIGNS_IN || other === undefined) return raw.REGISTER_SIGNS_IN;
  throw new ConfigError(
    `REGISTER_SIGNS_IN and ${other} cannot both be true: with ${other} nobody signs in before the email is verified. Set one of them to false.`,
  );
}
