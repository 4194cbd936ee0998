import { parse } from 'content-type';
import { AuthError } from '../errors';
import { FORM_RESULT_TYPE } from '../form-result';
import { namesMediaType } from './before-next/accept';
import { cookieNames, readCookie } from './cookies';

/**
 * Who is asking, told by the body's type (and, for forms, by what only browsers send).
 * `form`: a plain HTML form, answered by 303. `enhanced-form`: the same form sent by a script that asks for JSON.
 * `page-form`: sent by the script of one of our own pages, which asks for a `FormResult`.
 */
export type ClientKind = 'api' | 'form' | 'enhanced-form' | 'page-form';

export type BodyKind = 'json' | 'form' | 'empty';

/** The second is no registered name, but what many clients send. */
const UTF8_NAMES = new Set(['utf-8', 'utf8']);

const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The parser is lenient: it leaves a quoted string out that does not end, and what follows one (RFC 9110 §5.6.6). */
const HAS_WHOLE_QUOTES = /^(?:[^"]|"(?:[^"\\]|\\.)*"[ \t]*(?:;|$))*$/;

type Asking = { headers: Headers; hasBody: boolean };

/** @throws AuthError `unsupported_media_type` */
export function bodyKind({ headers, hasBody }: Asking): BodyKind {
  if (!hasBody) return 'empty';
  const encoding = headers.get('content-encoding');
  if (encoding && encoding.toLowerCase() !== 'identity') throw unsupported(encoding);
  const type = headers.get('content-type') ?? '';
  const media = parse(type);
  const charset = media.parameters.charset ?? 'utf-8';
  if (!HAS_WHOLE_QUOTES.test(type) || !UTF8_NAMES.has(charset.toLowerCase())) throw unsupported(type);
  if (media.type === 'application/json') return 'json';
  if (media.type === FORM_TYPE) return 'form';
  throw unsupported(type);
}

export function clientKind({ headers, hasBody }: Asking): ClientKind {
  const { type } = parse(headers.get('content-type') ?? '');
  const isFromBrowser = headers.has('sec-fetch-site') || headers.has('origin');
  const wantsHtml = namesMediaType(headers.get('accept'), 'text/html');
  const isForm = type === FORM_TYPE ? isFromBrowser || wantsHtml : type === '' && !hasBody && isFromBrowser;
  if (!isForm) return 'api';
  if (acceptsFormResult(headers)) return 'page-form';
  return namesMediaType(headers.get('accept'), 'application/json') ? 'enhanced-form' : 'form';
}

/**
 * `Origin` counts beside `Sec-Fetch-Site`: behind a proxy, same-origin means the origin that the browser sees.
 * @throws AuthError `cross_origin` unless the form came from our own pages (R-C2).
 */
export function requireSameOrigin(headers: Headers, appUrl: string): void {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  const isSameOrigin =
    origin === null ? site === 'same-origin' : origin === appUrl && (site ?? 'same-origin') === 'same-origin';
  if (!isSameOrigin) throw new AuthError('cross_origin');
}

/**
 * For a GET that a page of another origin must not lead a browser to, though its cookie goes along with a navigation
 * (`SameSite=Lax`). Without that cookie, or with a Bearer token, which no navigation carries, every client may ask; so may a
 * script, which sends its `Origin` and is not let read the answer.
 * @throws AuthError `cross_origin`
 */
export function requireOwnNavigation(headers: Headers, { isHttps }: { isHttps: boolean }): void {
  const cookie = readCookie(headers.get('cookie'), cookieNames({ isHttps }).session);
  if (cookie === undefined || /^[ \t]*bearer\b/i.test(headers.get('authorization') ?? '')) return;
  const site = headers.get('sec-fetch-site') ?? 'none';
  const isLed = site !== 'none' && site !== 'same-origin' && !headers.has('origin');
  if (isLed) throw new AuthError('cross_origin');
}

/** Whether a request carries one Bearer token (RFC 6750 §2.1), whatever it is worth. */
export const hasBearer = (headers: Headers): boolean =>
  /^[ \t]*bearer[ \t]+[^ \t]+[ \t]*$/i.test(headers.get('authorization') ?? '');

/** Only the scripts of our own forms name this type. */
export const acceptsFormResult = (headers: Headers): boolean => namesMediaType(headers.get('accept'), FORM_RESULT_TYPE);

const unsupported = (mediaType: string) => new AuthError('unsupported_media_type', { mediaType });
