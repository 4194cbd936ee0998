import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';

export type Claims = Record<string, unknown> & { sid: string; jti: string; iat: number; exp: number };
export type PublicKey = JsonWebKey & { kid: string; alg: string; use: string };

/**
 * Any JWT, whole or without its signature. Random base64url has `eyJ` in one of 2,700 exports, so a test that looks
 * for a token in a text looks for two parts and the dot between them.
 */
export const JWT = /eyJ[\w-]+\.eyJ[\w-]+/;

/** What a token says of itself; nothing is verified. */
export function headerOf(token: string): Record<string, unknown> {
  return decoded(token.split('.')[0]);
}

export function claimsOf(token: string): Claims {
  return decoded(token.split('.')[1]);
}

function decoded<Shape>(part = ''): Shape {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Keys that the server has never seen. */
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const strangerJwk = stranger.publicKey.export({ format: 'jwk' });

/** Signs with a stranger's key, as ES256. */
function signedByStranger(header: Record<string, unknown>, claims: Record<string, unknown>): string {
  const text = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(text), { key: stranger.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function keyedWith(secret: string | Buffer, token: string): string {
  const text = `${encoded({ ...headerOf(token), alg: 'HS256' })}.${encoded(claimsOf(token))}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

type Forge = (genuine: string, key: PublicKey) => string;

const parts = (token: string) => {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return { header, claims, signature };
};
const withHeader =
  (changes: Record<string, unknown>): Forge =>
  (genuine) => {
    const { claims, signature } = parts(genuine);
    return `${encoded({ ...headerOf(genuine), ...changes })}.${claims}.${signature}`;
  };
const withClaims =
  (changes: Record<string, unknown>): Forge =>
  (genuine) => {
    const { header, signature } = parts(genuine);
    return `${header}.${encoded({ ...claimsOf(genuine), ...changes })}.${signature}`;
  };
const unsigned =
  (alg: unknown): Forge =>
  (genuine) =>
    `${encoded({ ...headerOf(genuine), alg })}.${parts(genuine).claims}.`;
const byStranger =
  (header: Record<string, unknown>): Forge =>
  (genuine) =>
    signedByStranger({ ...headerOf(genuine), alg: 'ES256', ...header }, claimsOf(genuine));
const pem = (key: PublicKey) => createPublicKey({ key, format: 'jwk' }).export({ format: 'pem', type: 'spki' });

/** Tokens that ask their verifier to fetch a key, all from `url`. */
export function tokensThatFetch(genuine: string, url: string): string[] {
  const headers = [
    { jku: url },
    { x5u: url },
    { jku: url, kid: url },
    { jwk: { ...strangerJwk, x5u: url } },
    { iss: url },
  ];
  return headers.map((header) =>
    signedByStranger({ ...headerOf(genuine), ...header }, { ...claimsOf(genuine), iss: url }),
  );
}

/** Ways to forge a token from a genuine one and the public key of its signature. */
export const FORGERIES: Record<string, Forge> = {
  'any word': () => 'token',
  'two dots': () => '..',
  'three words': () => 'a.b.c',
  'a word that is no base64': () => '!!!.???.***',
  'only the header': (genuine) => parts(genuine).header,
  'no signature part': (genuine) => genuine.slice(0, genuine.lastIndexOf('.')),
  'an empty signature': (genuine) => genuine.slice(0, genuine.lastIndexOf('.') + 1),
  'a fourth part': (genuine) => `${genuine}.${parts(genuine).signature}`,
  'five parts, like an encrypted token': (genuine) => `${parts(genuine).header}.a.b.c.d`,
  'the JSON serialisation': (genuine) => {
    const { header, claims, signature } = parts(genuine);
    return JSON.stringify({ payload: claims, protected: header, signature });
  },
  'eight thousand characters': () => `${'a'.repeat(2_700)}.${'b'.repeat(2_700)}.${'c'.repeat(2_600)}`,
  'a header that is no JSON': (genuine) =>
    `${Buffer.from('{').toString('base64url')}.${parts(genuine).claims}.${parts(genuine).signature}`,
  'a header that is a list': (genuine) => `${encoded([])}.${parts(genuine).claims}.${parts(genuine).signature}`,
  'a header that is null': (genuine) => `${encoded(null)}.${parts(genuine).claims}.${parts(genuine).signature}`,
  'an empty header': (genuine) => `${encoded({})}.${parts(genuine).claims}.${parts(genuine).signature}`,
  'alg none': unsigned('none'),
  'alg None': unsigned('None'),
  'alg NONE': unsigned('NONE'),
  'an empty alg': unsigned(''),
  'an alg that is a list': unsigned(['ES256']),
  'alg none beside the signature': withHeader({ alg: 'none' }),
  'alg ES384 over the signature': withHeader({ alg: 'ES384' }),
  'alg RS256 over the signature': withHeader({ alg: 'RS256', x: 1 }),
  'HS256 keyed with the public key as PEM': (genuine, key) => keyedWith(pem(key), genuine),
  'HS256 keyed with the public key as JWK': (genuine, key) => keyedWith(JSON.stringify(key), genuine),
  'HS256 keyed with nothing': (genuine) => keyedWith('', genuine),
  "a stranger's key under the genuine kid": byStranger({}),
  "a stranger's key under no kid": byStranger({ kid: undefined }),
  "a stranger's key under its own kid": byStranger({ kid: 'stranger' }),
  "a stranger's key under a kid that is a path": byStranger({ kid: '../../../../dev/null' }),
  "a stranger's key under a kid that is SQL": byStranger({ kid: "' OR 1=1 --" }),
  "a stranger's key under a kid of the prototype": byStranger({ kid: '__proto__' }),
  "a stranger's key under a kid that is a number": byStranger({ kid: 1 }),
  "a stranger's key that it brings along": byStranger({ jwk: strangerJwk }),
  "a stranger's key that it brings along under its own kid": byStranger({
    jwk: { ...strangerJwk, kid: 'mine' },
    kid: 'mine',
  }),
  "a stranger's key by jku": byStranger({ jku: 'http://127.0.0.1:9/jwks.json', kid: 'mine' }),
  "a stranger's key by x5u": byStranger({ x5u: 'http://127.0.0.1:9/cert.pem' }),
  "a stranger's key by x5c": byStranger({ x5c: ['MIIB'] }),
  "a stranger's key with an unknown crit": byStranger({ crit: ['exp'], exp: 1 }),
  'a crit added': withHeader({ crit: ['x'], x: 1 }),
  'b64 switched off': withHeader({ crit: ['b64'], b64: false }),
  'another typ over the signature': withHeader({ typ: 'none' }),
  'a later end': withClaims({ exp: 4_102_444_800 }),
  'no end': withClaims({ exp: undefined }),
  'another subject': withClaims({
    sub: '00000000-0000-7000-8000-000000000000',
    user_id: '00000000-0000-7000-8000-000000000000',
  }),
  'another session': withClaims({ sid: '00000000-0000-7000-8000-000000000000' }),
  'another kind': withClaims({ token_type: 'reset' }),
  'another audience': withClaims({ aud: 'https://evil.example' }),
  'another issuer': withClaims({ iss: 'https://evil.example' }),
  'a signature of zeros': (genuine) =>
    `${genuine.slice(0, genuine.lastIndexOf('.'))}.${Buffer.alloc(64).toString('base64url')}`,
  'a signature cut short': (genuine) => genuine.slice(0, -8),
  'a signature with a byte more': (genuine) => `${genuine}AAAA`,
  'a signature with a bit turned': (genuine) => {
    const { header, claims, signature } = parts(genuine);
    const bytes = Buffer.from(signature, 'base64url');
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    return `${header}.${claims}.${bytes.toString('base64url')}`;
  },
  'a signature of ones': (genuine) =>
    `${genuine.slice(0, genuine.lastIndexOf('.'))}.${Buffer.alloc(64, 0xff).toString('base64url')}`,
  'a signature whose halves are swapped': (genuine) => {
    const { header, claims, signature } = parts(genuine);
    const bytes = Buffer.from(signature, 'base64url');
    const middle = bytes.length / 2;
    const swapped = Buffer.concat([bytes.subarray(middle), bytes.subarray(0, middle)]);
    return `${header}.${claims}.${swapped.toString('base64url')}`;
  },
  'a signature in DER': (genuine) => {
    const { header, claims, signature } = parts(genuine);
    const bytes = Buffer.from(signature, 'base64url');
    return `${header}.${claims}.${Buffer.concat([Buffer.from([0x30, bytes.length]), bytes]).toString('base64url')}`;
  },
  padding: (genuine) => genuine.replace('.', '==.'),
  'the alphabet of plain base64': (genuine) => `${genuine.slice(0, -2).replaceAll('-', '+').replaceAll('_', '/')}+/`,
  'the scheme in front': (genuine) => `JWT.${genuine}`,
  'alg es256': withHeader({ alg: 'es256' }),
  'alg ES256K': withHeader({ alg: 'ES256K' }),
  'alg EdDSA': withHeader({ alg: 'EdDSA' }),
  'alg PS256': withHeader({ alg: 'PS256' }),
  'a compressed payload': withHeader({ zip: 'DEF' }),
  'a token within a token': (genuine) =>
    `${encoded({ ...headerOf(genuine), cty: 'JWT' })}.${encoded(genuine)}.${parts(genuine).signature}`,
  'claims that are a list': (genuine) => `${parts(genuine).header}.${encoded([])}.${parts(genuine).signature}`,
  'claims that are null': (genuine) => `${parts(genuine).header}.${encoded(null)}.${parts(genuine).signature}`,
  'a beginning in the future': withClaims({ nbf: 4_102_444_800 }),
  "the signature over another's text": (genuine) => {
    const { header, claims, signature } = parts(genuine);
    return `${claims}.${header}.${signature}`;
  },
};
