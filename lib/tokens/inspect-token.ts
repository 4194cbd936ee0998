import { compactVerify, errors } from 'jose';
import { shownJson } from '../schemas/shown-json';
import { addSeconds, CLOCK_LEEWAY_SECONDS, fromEpochSeconds, toEpochSeconds } from '../time';
import { MAX_HINT_LENGTH } from './id-token';
import { MAX_TOKEN_LENGTH, refreshAudience, type TokenKind, TYP } from './jwt';
import type { KeyRing, SigningKey } from './key-ring';

/**
 * Why a signed token is refused, for the operator: `verifyToken` and `readIdTokenHint` judge the same, and say less. What
 * stands in `found` is never a signature, nor more than a part of a token.
 */

export type TokenCause =
  | 'malformed'
  | 'truncated'
  | 'too_long'
  | 'algorithm'
  | 'unknown_key'
  | 'bad_signature'
  | 'expired'
  | 'not_yet_valid'
  | 'wrong_type'
  | 'issuer'
  | 'audience';

/** @property seconds since the end, or until the beginning */
export type TokenProblem = { cause: TokenCause; found: string; expected: string; seconds?: number };

export type InspectedToken = {
  /** As the token says; null where it says nothing of the kind. */
  kind: TokenKind | 'id' | null;
  /** By a key of ours: what the token says is true. */
  isSigned: boolean;
  problems: TokenProblem[];
  claims: Readonly<Record<string, unknown>>;
};

export type InspectionRules = {
  /** How the token was used; null: as what it is. */
  as: TokenKind | null;
  issuer: string;
  accessAudience: string;
  /** The registered apps, which ID tokens are for. */
  clientIds: readonly string[];
  now: Date;
};

type Fields = Readonly<Record<string, unknown>>;

export async function inspectToken(ring: KeyRing, jwt: string, rules: InspectionRules): Promise<InspectedToken> {
  const parts = jwt.split('.');
  const [header, claims] = [readFields(parts[0]), readFields(parts[1])];
  const kind = claims && kindOf(claims);
  const refused = (problem: TokenProblem): InspectedToken => ({
    kind,
    isSigned: false,
    problems: [problem],
    claims: claims ?? {},
  });
  const form = problemOfForm(jwt, parts, { header, claims, kind });
  if (form || !header || !claims) return refused(form ?? MALFORMED);
  const { alg, kid } = header;
  const key = typeof kid === 'string' ? ring.find(kid) : null;
  if (key ? key.algorithm !== alg : !ALGORITHMS.includes(alg)) {
    return refused({ cause: 'algorithm', found: show(alg), expected: key?.algorithm ?? ALGORITHMS.join(' or ') });
  }
  if (!key) return refused({ cause: 'unknown_key', found: show(kid), expected: ring.kids().join(' or ') });
  const signature = await problemOfSignature(jwt, parts[2] ?? '', key);
  if (signature) return refused(signature);
  return { kind, isSigned: true, problems: [...problemsOfClaims(claims, header.typ, kind, rules)], claims };
}

const ALGORITHMS: readonly unknown[] = ['ES256', 'RS256'];

const PARTS = '3 parts, separated by dots';

const MALFORMED: TokenProblem = {
  cause: 'malformed',
  found: 'a header or a payload that is no JSON object in base64url',
  expected: 'a JSON Web Token',
};

function problemOfForm(
  { length }: string,
  parts: readonly string[],
  { header, claims, kind }: { header: Fields | null; claims: Fields | null; kind: InspectedToken['kind'] },
): TokenProblem | null {
  if (parts.length < 3) {
    // What begins as a token begins is one that was cut.
    const isCut = header !== null || (parts.length === 1 && parts[0]?.startsWith('eyJ'));
    return {
      cause: isCut ? 'truncated' : 'malformed',
      found: `${parts.length} part${parts.length === 1 ? '' : 's'}, ${length} characters`,
      expected: PARTS,
    };
  }
  if (parts.length > 3) return { cause: 'malformed', found: `${parts.length} parts`, expected: PARTS };
  if (!header || !claims) return MALFORMED;
  const most = kind === 'id' ? MAX_HINT_LENGTH : MAX_TOKEN_LENGTH;
  if (length <= most) return null;
  return { cause: 'too_long', found: `${length} characters`, expected: `at most ${most} characters` };
}

function readFields(part = ''): Fields | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An ID token has no `token_type`, and tells of the sign-in. */
function kindOf({ token_type: type, auth_time, nonce, at_hash }: Fields): InspectedToken['kind'] {
  if (type === 'access' || type === 'refresh') return type;
  const tellsOfSignIn = [auth_time, nonce, at_hash].some((claim) => claim !== undefined);
  return type === undefined && tellsOfSignIn ? 'id' : null;
}

async function problemOfSignature(jwt: string, signature: string, key: SigningKey): Promise<TokenProblem | null> {
  const [has, needs] = [signature.length, signatureLength(key)];
  if (has < needs) {
    return {
      cause: 'truncated',
      found: `a signature of ${has} characters`,
      expected: `a signature of ${needs} characters`,
    };
  }
  try {
    await compactVerify(jwt, key.publicKey, { algorithms: [key.algorithm] });
    return null;
  } catch (error) {
    if (!(error instanceof errors.JOSEError || error instanceof TypeError)) throw error;
    return {
      cause: 'bad_signature',
      found: 'a signature that does not match',
      expected: `the signature of the key ${key.kid} over this header and payload`,
    };
  }
}

/** In characters of base64url (RFC 7518 §3.3, §3.4). */
function signatureLength({ algorithm, publicJwk: { n = '' } }: SigningKey): number {
  const bytes = algorithm === 'ES256' ? 64 : Buffer.from(n, 'base64url').length;
  return Math.ceil((bytes * 4) / 3);
}

function* problemsOfClaims(
  claims: Fields,
  typ: unknown,
  kind: InspectedToken['kind'],
  { as, issuer, accessAudience, clientIds, now }: InspectionRules,
): Generator<TokenProblem> {
  yield* problemsOfTime(claims, now);
  const type = kind === null ? show(claims.token_type) : kind;
  if (kind === null || (as !== null && kind !== as)) {
    yield { cause: 'wrong_type', found: type, expected: as ?? 'access, refresh or id' };
  } else if (kind !== 'id' && typ !== TYP[kind]) {
    yield { cause: 'wrong_type', found: `typ ${show(typ)}`, expected: `typ ${TYP[kind]}` };
  }
  // Sessions outlive a change of APP_URL, and so do refresh tokens.
  if (kind !== 'refresh' && claims.iss !== issuer) yield { cause: 'issuer', found: show(claims.iss), expected: issuer };
  const expected = { access: accessAudience, refresh: refreshAudience(String(claims.iss)), id: null }[kind ?? 'access'];
  const isForUs = expected === null ? clientIds.some((id) => id === claims.aud) : claims.aud === expected;
  if (!isForUs) {
    const audience = expected ?? `the client_id of an app in APPS: ${clientIds.join(' or ') || 'there is none'}`;
    yield { cause: 'audience', found: show(claims.aud), expected: audience };
  }
}

function* problemsOfTime({ exp, nbf, iat }: Fields, now: Date): Generator<TokenProblem> {
  const seconds = toEpochSeconds(now);
  if (typeof exp !== 'number' || exp <= seconds) {
    const found = typeof exp === 'number' ? instant(exp) : show(exp);
    const since = typeof exp === 'number' && { seconds: seconds - exp };
    yield { cause: 'expired', found, expected: `later than ${instant(seconds)}`, ...since };
  }
  const latest = toEpochSeconds(addSeconds(now, CLOCK_LEEWAY_SECONDS));
  const begins = Math.max(
    typeof nbf === 'number' && nbf > seconds ? nbf : 0,
    typeof iat === 'number' && iat > latest ? iat : 0,
  );
  if (begins === 0) return;
  const expected = `at most ${CLOCK_LEEWAY_SECONDS} s after ${instant(seconds)}`;
  yield { cause: 'not_yet_valid', found: instant(begins), expected, seconds: begins - seconds };
}

/** Without fractions, which a NumericDate of ours does not have. */
function instant(seconds: number): string {
  const at = fromEpochSeconds(seconds);
  return Number.isNaN(at.getTime()) ? `${seconds}` : at.toISOString().replace('.000Z', 'Z');
}

const MAX_SHOWN = 200;

/** A claim of a token that anyone may have made. */
function show(value: unknown): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : shownJson(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
