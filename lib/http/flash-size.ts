import { deflateSync, inflateSync } from 'node:zlib';
import type { FormError, FormResult } from '../form-result';

/**
 * Keeps the flash cookie small. A browser drops a cookie of more than 4 KiB, and nginx rejects a response whose headers are
 * larger than its buffer, by default 4 KiB for all of them. What is too large is compressed; of what then is too large, as
 * many fields as fit are kept, the shortest first, and the page asks for the others again. Pure.
 */

/** With the sealing and in base64url: a cookie of at most 2.5 KiB. */
const MAX_BYTES = 1850;

/** What a zlib stream begins with (RFC 1950 §2.2); JSON begins with a brace. */
const ZLIB_FIRST_BYTE = 0x78;

/** An error may quote what was sent. Beside a field, that many characters say enough. */
const SENTENCE_LENGTHS = [300, 60, 20];

/** @param wrap what is sealed, around the result */
export function fitFlash(result: FormResult, wrap: (fitted: FormResult) => object): Buffer {
  const pack = (fitted: FormResult) => packed(JSON.stringify(wrap(fitted)));
  const whole = pack(result);
  if (whole.length <= MAX_BYTES || result.kind === 'success') return whole;
  let smallest = whole;
  for (const length of SENTENCE_LENGTHS) {
    const shortened = withShortSentences(result, length);
    smallest = pack(withTyped(shortened, 0));
    if (smallest.length > MAX_BYTES) continue;
    return pack(
      withTyped(
        shortened,
        mostThatFit(shortened, (fitted) => pack(fitted).length <= MAX_BYTES),
      ),
    );
  }
  return smallest;
}

/** The JSON that was sealed. */
export function unpackFlash(plaintext: Buffer): unknown {
  const json = plaintext[0] === ZLIB_FIRST_BYTE ? inflateSync(plaintext) : plaintext;
  return JSON.parse(json.toString('utf8'));
}

function packed(json: string): Buffer {
  const plain = Buffer.from(json);
  return plain.length <= MAX_BYTES ? plain : deflateSync(plain);
}

/** How many of the fields there is room for. */
function mostThatFit(error: FormError, fits: (fitted: FormError) => boolean): number {
  let count = Object.keys(error.typed?.values ?? {}).length;
  while (count > 0 && !fits(withTyped(error, count))) count -= 1;
  return count;
}

/** @param count so many fields, the shortest ones */
function withTyped(error: FormError, count: number): FormError {
  if (!error.typed) return error;
  const entries = Object.entries(error.typed.values).sort(([, one], [, other]) => one.length - other.length);
  const lost = entries.slice(count).map(([name]) => name);
  return { ...error, typed: { values: Object.fromEntries(entries.slice(0, count)), lost } };
}

function withShortSentences(error: FormError, length: number): FormError {
  if (error.code !== 'invalid_fields' && error.code !== 'wrong_password') return error;
  const body = Object.entries(error.body).map(([name, sentences]) => [
    name,
    sentences.map((each) => cut(each, length)),
  ]);
  return { ...error, body: Object.fromEntries(body) };
}

/** Between characters, not within one. */
const cut = (sentence: string, length: number): string =>
  sentence.length > length ? `${[...sentence.slice(0, length)].slice(0, -1).join('')}…` : sentence;
