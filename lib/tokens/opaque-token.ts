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

/** A UUIDv7 (RFC 9562 §5.7): milliseconds since the epoch, then 74 random bits. It tells of nothing made beside it. */
export const newId = (now: Date): string => uuid7(now.getTime(), randomInt(0x1000));

/**
 * The same for what is read in the order it was made in: a counter takes 12 of the random bits and orders what one process
 * makes in a millisecond (§6.2, method 1). Not for what strangers see: two such ids tell whether a third lies between them.
 */
export function newOrderedId(now: Date): string {
  const at = now.getTime();
  newest = { at, counter: at === newest.at ? newest.counter + 1 : randomInt(0x800) };
  return uuid7(at, newest.counter);
}

let newest = { at: 0, counter: 0 };

function uuid7(at: number, twelveBits: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt16BE(0x7000 | (twelveBits & 0xfff), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
