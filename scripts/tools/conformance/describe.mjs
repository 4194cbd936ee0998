/** @typedef {import('./client.mjs').Answer} Answer */

const MAX_LENGTH = 200;

/** An answer in one line: its status, and its error or the keys of its body. @param {Answer} answer */
export function describe({ status, headers, text, body }) {
  if (text === '') return `${status}`;
  if (body === undefined) return `${status} ${mediaType(headers)}`;
  return shown(`${status} ${describeBody(body)}`);
}

/**
 * The same, of a body with those of the keys that it has: a server may have more, but none of a secret.
 * @param {Answer} answer @param {string[]} keys
 */
export function describeWith(answer, keys) {
  const { status, body } = answer;
  if (!isDictionary(body) || isError(body)) return describe(answer);
  const secret = Object.keys(body).find((key) => /passw|hash|secret/i.test(key));
  if (secret !== undefined) return shown(`${status} with ${secret}`);
  return `${status} ${keysOf(keys.filter((key) => key in body))}`;
}

/** A header of an answer. @param {Answer} answer @param {string} name */
export const describeHeader = ({ headers }, name) => shown(headers.get(name) ?? 'none');

/** A string in the body of an answer, or nothing. @param {Answer} answer @param {string} key */
export function textIn({ body }, key) {
  const value = isDictionary(body) ? body[key] : undefined;
  return typeof value === 'string' ? value : '';
}

/** @param {Headers} headers */
const mediaType = (headers) => headers.get('content-type')?.split(';', 1)[0] ?? 'without a type';

/** @param {unknown} body */
function describeBody(body) {
  if (!isDictionary(body)) return Array.isArray(body) ? 'a list' : JSON.stringify(body);
  if (typeof body.detail === 'string') {
    return [...(typeof body.code === 'string' ? [body.code] : []), JSON.stringify(body.detail)].join(' ');
  }
  return isError(body) ? fieldErrors(body) : keysOf(Object.keys(body));
}

/** @param {Record<string, unknown>} body */
const isError = (body) => 'detail' in body || (Object.keys(body).length > 0 && Object.values(body).every(isSentences));

/** @param {unknown} value */
const isSentences = (value) => Array.isArray(value) && value.every((each) => typeof each === 'string');

/** @param {Record<string, unknown>} body */
const fieldErrors = (body) =>
  Object.entries(body)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([field, sentences]) => `${field}: ${[sentences].flat().join(' ')}`)
    .join('; ');

/** @param {string[]} keys */
const keysOf = (keys) => `{${keys.toSorted().join(', ')}}`;

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export const isDictionary = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a server sent, without what a terminal would obey. @param {string} text */
export function shown(text) {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH)}…` : plain;
}
