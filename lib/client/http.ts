import { NetworkError } from './errors';
import { toApiError } from './to-api-error';

export type Fetch = (input: Request, init?: RequestInit) => Promise<Response>;

export type HttpOptions = {
  /** Instead of the global `fetch`. */
  fetch?: Fetch | undefined;
  /** How long one attempt may take; 30,000 by default. */
  timeoutMs?: number | undefined;
};

export type Http = {
  /** Sends a request. @throws NetworkError, or the reason of the request's own signal when that was aborted */
  send(request: Request): Promise<Response>;
};

const TIMEOUT_MS = 30_000;

export function createHttp({ fetch: ownFetch, timeoutMs = TIMEOUT_MS }: HttpOptions): Http {
  // Looked up at each call: an app may replace the global one later, and browsers insist on its `this`.
  const send: Fetch = ownFetch ?? ((input, init) => globalThis.fetch(input, init));
  return {
    async send(request) {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      try {
        return await send(request, { signal });
      } catch (cause) {
        request.signal.throwIfAborted();
        throw new NetworkError('No response arrived.', { cause });
      }
    },
  };
}

/** The request of an API client: cookies are neither sent nor kept, and a redirect is none of this server's responses. */
const API_CLIENT = { credentials: 'omit', redirect: 'error', cache: 'no-store' } as const;

export type Call = {
  method: string;
  url: URL;
  json?: unknown;
  form?: URLSearchParams;
  signal?: AbortSignal | undefined;
};

export function toRequest({ method, url, json, form, signal }: Call): Request {
  const headers = new Headers({ Accept: 'application/json' });
  if (json !== undefined) headers.set('Content-Type', 'application/json');
  const body = form ?? (json === undefined ? null : JSON.stringify(json));
  return new Request(url, { ...API_CLIENT, method, headers, body, signal: signal ?? null });
}

/** @returns the request with the access token; the one that was given can still be sent */
export function withAccessToken(request: Request, access: string): Request {
  const copy = request.clone();
  copy.headers.set('Authorization', `Bearer ${access}`);
  return copy;
}

/** The JSON of a success. @throws ApiError for an error of the server, NetworkError for what it cannot have sent */
export async function readJson<Shape>(response: Response): Promise<Shape> {
  const body = await parse(response);
  if (!response.ok) throw toApiError({ status: response.status, headers: response.headers, body: body ?? null });
  if (body === undefined) throw new NetworkError('The response is not JSON: something between answered.');
  return body as Shape; // the shape is the contract of the endpoint
}

/** @returns undefined for a body that is not JSON */
async function parse(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new NetworkError('The response broke off.', { cause });
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
