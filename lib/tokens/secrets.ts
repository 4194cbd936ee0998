import { createHash, randomBytes, randomInt } from 'node:crypto';

/** 256 random bits as 43 characters of base64url: a session cookie, a mailed link's token. */
export const randomToken = (): string => randomBytes(32).toString('base64url');

const RANDOM_TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Whether a text could be a {@link randomToken}; nothing else is worth a question to the database. */
export const isRandomToken = (text: string): boolean => RANDOM_TOKEN.test(text);

/** What is stored in a token's place. 256 random bits need no salt. */
export const tokenHash = (token: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(token).digest());

/** A JWT ID (RFC 7519 §4.1.7): 128 random bits as 32 hex digits. */
export const randomJti = (): string => randomBytes(16).toString('hex');

/**
 * A UUIDv7 (RFC 9562 §5.7): milliseconds since the epoch, a counter of 12 bits, 62 random bits. The counter (§6.2,
 * method 1) keeps what one process makes within a millisecond in its order; it begins at random in its lower half.
 */
export function newId(now: Date): string {
  const at = now.getTime();
  newest = { at, counter: at === newest.at ? newest.counter + 1 : randomInt(0x800) };
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt16BE(0x7000 | (newest.counter & 0xfff), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

let newest = { at: 0, counter: 0 };
