import { createHash, randomBytes } from 'node:crypto';

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
