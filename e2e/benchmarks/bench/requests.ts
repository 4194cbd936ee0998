import type { WorkName } from './options';
import type { WireResponse } from './response-reader';

/** What a client holds after it signed in. A dialect fills in what it has. */
export type Session = { access: string; refresh: string; cookie: string };

/** The account and the session that a request is made with. */
export type Client = { email: string; session: Session };

export type WireRequest = {
  method: 'GET' | 'POST';
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** A value that is sent as JSON. */
  json?: unknown;
  /** Fields that are sent as a form. */
  form?: Readonly<Record<string, string>>;
  /** The status of success. */
  status: number;
  /** What the body of a success contains, so that a login page is not taken for an account page. */
  contains: string;
};

/** The requests of one server. Work that it does not have is absent, and its figures stay empty. */
export type Dialect = {
  requests: Partial<Record<Exclude<WorkName, 'storm' | 'shed'>, (client: Client) => WireRequest>>;
  /** A sign-in whose response sets the cookie of the account page, where it is another than the usual one. */
  signInBrowser?: (client: Client) => WireRequest;
  /** The session after a response to a sign-in or a refresh; `before` is the present one. */
  sessionAfter(response: WireResponse, before: Session): Session;
};

export const NO_SESSION: Session = { access: '', refresh: '', cookie: '' };
export const PASSWORD = 'seven herons over the weir';

/** The bytes of a request. */
export function encode(request: WireRequest, port: number): Buffer {
  const { method, path, headers = {} } = request;
  const { type, text } = contentOf(request);
  const fields = Object.entries({
    Host: `127.0.0.1:${port}`,
    ...headers,
    ...(type === '' ? {} : { 'Content-Type': type }),
    ...(method === 'POST' ? { 'Content-Length': `${Buffer.byteLength(text)}` } : {}),
  });
  const lines = [`${method} ${path} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

function contentOf({ json, form }: WireRequest): { type: string; text: string } {
  if (json !== undefined) return { type: 'application/json', text: JSON.stringify(json) };
  if (form === undefined) return { type: '', text: '' };
  return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(form).toString() };
}

/** The `Cookie` header that the cookies of a response make. */
export function cookiesOf({ head }: WireResponse): string {
  return [...head.matchAll(/\r\nset-cookie: *([^;\r]+)/gi)].map(([, pair]) => pair).join('; ');
}
