import { AuthError } from '../errors';
import type { BodyKind } from './client-kind';

export const MAX_BODY_BYTES = 16 * 1024;

type Chunks = ReadableStreamDefaultReader<Uint8Array>;

/** A body of which at most the first chunk was read: enough to know whether there is one. */
export type OpenedBody = { isEmpty: true } | { isEmpty: false; first: Uint8Array; rest: Chunks; declaredBytes: number };

/** Most requests say in `Content-Length` whether there is a body; a chunked one is asked for its first bytes. */
export async function openBody(request: Request): Promise<OpenedBody> {
  const declaredBytes = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declaredBytes === 0 || !request.body) return { isEmpty: true };
  const rest = request.body.getReader() as Chunks;
  for (;;) {
    const { done, value } = await rest.read();
    if (done) return { isEmpty: true };
    if (value.length > 0) return { isEmpty: false, first: value, rest, declaredBytes };
  }
}

/**
 * The whole body, given up while it streams once it is over the limit.
 * @throws AuthError `body_too_large`
 */
export async function readBody(body: OpenedBody): Promise<Uint8Array> {
  if (body.isEmpty) return new Uint8Array();
  if (body.declaredBytes > MAX_BODY_BYTES) throw new AuthError('body_too_large');
  const chunks = [body.first];
  let bytes = body.first.length;
  for (;;) {
    if (bytes > MAX_BODY_BYTES) throw new AuthError('body_too_large');
    const { done, value } = await body.rest.read();
    if (done) return Buffer.concat(chunks);
    chunks.push(value);
    bytes += value.length;
  }
}

/** @throws AuthError `malformed_json`, `not_a_dictionary`, `malformed_form` */
export function parseBody(kind: BodyKind, bytes: Uint8Array): Record<string, unknown> {
  switch (kind) {
    case 'empty':
      return {};
    case 'json':
      return parseJson(bytes);
    case 'form':
      return parseForm(bytes);
  }
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The parser's own message quotes the body, password and all: it goes nowhere. */
function parseJson(bytes: Uint8Array): Record<string, unknown> {
  const text = decodeUtf8(bytes);
  let body: unknown;
  try {
    body = JSON.parse(text ?? '');
  } catch {
    throw new AuthError('malformed_json');
  }
  if (isDictionary(body)) return body;
  throw new AuthError('not_a_dictionary', { received: pythonType(body, text ?? '') });
}

const isDictionary = (body: unknown): body is Record<string, unknown> =>
  typeof body === 'object' && body !== null && !Array.isArray(body);

/** What the dialect calls a JSON value: the name of its Python type. */
function pythonType(value: unknown, text: string): string {
  if (value === null) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  return /^\s*-?\d+\s*$/.test(text) ? 'int' : 'float';
}

const parseForm = (bytes: Uint8Array): Record<string, unknown> => Object.fromEntries(parseFormPairs(bytes));

/**
 * Strict: a stray `%` or a byte that is not UTF-8 must not turn one password into another.
 * @throws AuthError `malformed_form`
 */
export function parseFormPairs(bytes: Uint8Array): [name: string, value: string][] {
  const text = decodeUtf8(bytes);
  if (text === null) throw new AuthError('malformed_form');
  const pairs = text.split('&').filter((pair) => pair !== '');
  return pairs.map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals === -1 ? pair : pair.slice(0, equals);
    return [decodeFormText(name), decodeFormText(equals === -1 ? '' : pair.slice(equals + 1))];
  });
}

function decodeFormText(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    throw new AuthError('malformed_form');
  }
}
