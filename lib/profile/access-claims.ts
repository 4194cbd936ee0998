import { EMAIL_MAX_LENGTH } from '../schemas/fields';
import { DefinitionError } from './definition-error';
import { quoted } from './quoted';
import type { FieldValue, UserField, UserFields } from './user-fields';

/** What access tokens say of a user (`ACCESS_CLAIMS`). Pure. */

/** Of all claims together, as JSON: a token goes along with every request, in a header. */
export const MAX_CLAIM_BYTES = 1024;

const ACCOUNT_CLAIMS = ['email', 'email_verified', 'roles'] as const;

/** What there is to choose from. */
type Defined = { fields: UserFields; roles: readonly string[] };

type ClaimValue = FieldValue | readonly string[];

/** The claims that are configured, by name. */
export type ClaimNames = readonly string[];

/**
 * The names of claims, each once.
 * @throws DefinitionError for a name that is none, that of a field whose owner could raise their own rights by it, and
 * for claims that may become too large
 */
export function parseAccessClaims(names: readonly string[], defined: Defined): ClaimNames {
  const claims = [...new Set(names)];
  for (const name of claims) requireClaim(name, defined);
  const largest = Object.fromEntries(claims.map((name) => [name, largestValue(name, defined)]));
  const bytes = claims.length > 0 ? Buffer.byteLength(JSON.stringify(largest)) : 0;
  if (bytes <= MAX_CLAIM_BYTES) return claims;
  throw new DefinitionError(
    `allows claims of ${bytes} bytes, an access token has at most ${MAX_CLAIM_BYTES}: leave some out, or lower "maxLength" in USER_FIELDS.`,
  );
}

/** Claims that their owner can edit, for the start to warn of. */
export const editableClaims = (claims: ClaimNames, fields: UserFields): string[] =>
  claims.filter((name) => findField(name, fields)?.editable);

/** @param user every value that may be a claim, as clients are shown it */
export const pickClaims = (claims: ClaimNames, user: object): Record<string, unknown> =>
  Object.fromEntries(claims.map((name): [string, unknown] => [name, Reflect.get(user, name)]));

function requireClaim(name: string, { fields, roles }: Defined): void {
  const field = findField(name, fields);
  if (field && !field.editable) return;
  if (field?.claim) return;
  if (field) {
    throw new DefinitionError(
      `names ${quoted(name)}, which its owner can edit: set "editable": false in USER_FIELDS, or "claim": true if no application authorizes by it.`,
    );
  }
  if (name === 'roles' && roles.length === 0) throw new DefinitionError('names "roles": set ROLES to those there are.');
  if (ACCOUNT_CLAIMS.some((each) => each === name)) return;
  throw new DefinitionError(
    `names ${quoted(name)}: it must name ${ACCOUNT_CLAIMS.join(', ')} or fields of USER_FIELDS.`,
  );
}

const findField = (name: string, fields: UserFields): UserField | undefined =>
  fields.find((field) => field.name === name);

function largestValue(name: string, { fields, roles }: Defined): ClaimValue {
  if (name === 'email') return 'x'.repeat(EMAIL_MAX_LENGTH);
  if (name === 'roles') return roles;
  const field = findField(name, fields);
  return field ? largestFieldValue(field) : false;
}

/** Of the widest characters, as for what is kept of a user. */
function largestFieldValue(field: UserField): FieldValue {
  switch (field.type) {
    case 'text':
      return '😀'.repeat(field.maxLength);
    case 'integer':
      return longest([field.min, field.max]);
    case 'boolean':
      return false;
    case 'date':
      return 'YYYY-MM-DD';
    case 'choice':
      return longest(field.choices.map(({ value }) => value));
  }
}

const longest = <Value extends FieldValue>(values: readonly Value[]): FieldValue =>
  values.reduce<FieldValue>((most, each) => (jsonBytes(each) > jsonBytes(most) ? each : most), null);

const jsonBytes = (value: FieldValue): number => Buffer.byteLength(JSON.stringify(value));
