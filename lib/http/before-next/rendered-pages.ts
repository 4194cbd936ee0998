import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { PAGES } from '../../paths';
import { newNonce, pagePolicy } from './content-security-policy';
import type { NormalizedRequest } from './normalize-request';

/** The pages that are the same for every visitor who sends neither a cookie nor a query, but for the nonce. */
const PATHS: ReadonlySet<string> = new Set([PAGES.login, PAGES.register, PAGES.forgotPassword]);

/** What a rendering may depend on besides the path: the session, the result of a form, and whether cookies are kept. */
const PERSONAL_HEADERS = ['cookie', 'referer', 'authorization'];

/** What Next adds to the headers that the request hook has set. A page with fewer of them, or with a Link, is not kept. */
const RENDERED_HEADERS = ['Vary', 'Cache-Control', 'Content-Type'];

/** gzip without a weight. A client that weighs encodings is served by Next. */
const ACCEPTS_GZIP = /(^|[\s,])gzip\s*(,|$)/i;

/** A page in pieces: a nonce stands between each two of them. */
type RenderedPage = Readonly<{ pieces: readonly string[]; headers: readonly [string, string][] }>;

/**
 * Keeps what Next rendered for a visitor without cookies, and gives it to the next one with a nonce of its own:
 * rendering a page takes twenty times the processor time. A process's settings do not change, so a page is kept until
 * the process ends.
 */
export class RenderedPages {
  readonly #pages = new Map<string, RenderedPage>();

  /** How to respond to this request with a kept page; null if Next has to render it. What it renders is kept then. */
  find(
    request: IncomingMessage,
    response: ServerResponse,
    plan: NormalizedRequest,
  ): ((response: ServerResponse) => void) | null {
    if (plan.error !== null || plan.method !== 'GET' || !PATHS.has(plan.url) || isPersonal(request)) return null;
    const encoding = chooseEncoding(request.headers['accept-encoding']);
    if (!encoding) return null;
    const page = this.#pages.get(plan.url);
    if (page) return (response) => respondWithPage(response, page, encoding);
    this.#keepRendering(request, response, plan.url);
    return null;
  }

  #keepRendering(request: IncomingMessage, response: ServerResponse, url: string): void {
    // Next would compress what is to be kept.
    delete request.headers['accept-encoding'];
    recordBody(response, (body) => {
      const page = toRenderedPage(response, body);
      if (page) this.#pages.set(url, page);
    });
  }
}

function isPersonal({ headers }: IncomingMessage): boolean {
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return hasBody || PERSONAL_HEADERS.some((name) => headers[name] !== undefined);
}

function chooseEncoding(accepted: string | undefined): 'identity' | 'gzip' | null {
  if (accepted === undefined) return 'identity';
  return ACCEPTS_GZIP.test(accepted) ? 'gzip' : null;
}

/** Null for what must not be given to another visitor, such as an error, a redirect or a cookie, or cannot be given whole. */
function toRenderedPage(response: ServerResponse, body: string): RenderedPage | null {
  const nonce = /'nonce-([^']+)'/.exec(`${response.getHeader('content-security-policy')}`)?.[1];
  if (response.statusCode !== 200 || nonce === undefined) return null;
  if (response.hasHeader('set-cookie') || response.hasHeader('link')) return null; // a Link repeats the nonce
  if (!RENDERED_HEADERS.every((name) => response.hasHeader(name))) return null;
  const pieces = body.split(nonce);
  if (pieces.length < 2 || !body.endsWith('</html>')) return null;
  const headers = RENDERED_HEADERS.map((name): [string, string] => [name, `${response.getHeader(name)}`]);
  return { pieces, headers };
}

function respondWithPage(response: ServerResponse, { pieces, headers }: RenderedPage, encoding: 'identity' | 'gzip') {
  const nonce = newNonce();
  response.setHeader('content-security-policy', pagePolicy(nonce));
  for (const [name, value] of headers) response.setHeader(name, value);
  if (encoding === 'gzip') response.setHeader('Content-Encoding', 'gzip');
  const html = pieces.join(nonce);
  // Written before the end, so that it is chunked as Next's responses are.
  response.write(encoding === 'gzip' ? gzipSync(html) : html);
  response.end();
}

/** Calls back with the text of a response once all of it was written. */
function recordBody(response: ServerResponse, onBody: (body: string) => void): void {
  const chunks: Buffer[] = [];
  for (const name of ['write', 'end'] as const) {
    const original = response[name].bind(response) as (...args: unknown[]) => never;
    response[name] = (...args: unknown[]) => {
      const [chunk] = args;
      if (typeof chunk === 'string') chunks.push(Buffer.from(chunk));
      else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
      return original(...args);
    };
  }
  response.once('finish', () => onBody(Buffer.concat(chunks).toString()));
}
