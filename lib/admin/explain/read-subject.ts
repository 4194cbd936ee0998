import { isRandomToken } from '../../tokens/opaque-token';

/** What an operator wants explained. */
export type Subject =
  | { kind: 'jwt'; jwt: string }
  /** 43 characters of base64url: a link, an invitation, a session cookie, or a request ID of that length. */
  | { kind: 'opaque'; token: string }
  | { kind: 'request'; requestId: string }
  | { kind: 'neither'; length: number };

/** What people copy along with a token, up to where it begins. */
const PREFIX = /^(?:(?:authorization:)?\s*bearer\s+|(?:cookie:\s*)?(?:__Host-)?postern_session=|x-request-id:\s*)/i;

const LINK = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;
const TOKEN_IN_LINK = /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/;
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Tells what a text is by its form alone. White space, as of lines that were wrapped, is left out. Pure. */
export function readSubject(text: string): Subject {
  const trimmed = text.trim();
  const [inLink] = LINK.test(trimmed) ? (TOKEN_IN_LINK.exec(trimmed) ?? []) : [];
  if (inLink !== undefined) return { kind: 'opaque', token: inLink };
  const bare = trimmed.replace(PREFIX, '').replace(/\s+/g, '');
  if (bare.includes('.') || bare.startsWith('eyJ')) return { kind: 'jwt', jwt: bare };
  if (isRandomToken(bare)) return { kind: 'opaque', token: bare };
  return REQUEST_ID.test(bare) ? { kind: 'request', requestId: bare } : { kind: 'neither', length: bare.length };
}
