import type { AuthError } from '../errors';
import type { FormResult } from '../form-result';

/** What a route says to its caller; {@link endpoint} turns it into a `Response`. */
export type OperationResponse = {
  status: number;
  /** JSON. */
  body?: object;
  /** Plain text in its place. */
  text?: string;
  headers?: Record<string, string>;
  /** The session cookie to set, or null to expire it. */
  session?: { cookie: string; maxAgeSeconds: number | null } | null;
  /** The device cookie to set. */
  device?: string;
  /** Where a plain HTML form goes instead, and what the page there, or the form's script, is told. */
  redirect?: {
    path: string;
    result: FormResult;
    /** What was typed into fields other than the email, for the page to show again after an error. */
    typed?: Record<string, string>;
  };
};

export const json = (
  status: number,
  body: object,
  rest: Omit<OperationResponse, 'status' | 'body'> = {},
): OperationResponse => ({
  status,
  body,
  ...rest,
});

/** A refusal in the dialect, with the headers that go with its status. */
export function errorResponse(error: AuthError): OperationResponse {
  const { status, body, retryAfterSeconds } = error;
  return {
    status,
    body,
    headers: {
      ...(status === 401 && { 'WWW-Authenticate': 'Bearer realm="api"' }),
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...(error.code === 'method_not_allowed' && { Allow: allowOf(error) }),
      // The rest of the body is not wanted: the connection ends with the answer.
      ...(status === 413 && { Connection: 'close' }),
    },
  };
}

/** A refusal's sentences without the JSON around them, for a person whose browser asked for a page. */
export function errorText(error: AuthError): OperationResponse {
  const { body, ...rest } = errorResponse(error);
  return { ...rest, text: `${Reflect.get(error.body, 'detail')}\n` };
}

function allowOf(error: AuthError): string {
  const details: unknown = error.details;
  return (details as { allow: readonly string[] }).allow.join(', '); // the code above says so
}

export function toResponse(
  { status, body, text, headers }: OperationResponse,
  cookies: readonly string[] = [],
): Response {
  const response = new Response(body === undefined ? (text ?? null) : JSON.stringify(body), {
    status,
    headers: {
      'Cache-Control': 'no-store',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(text !== undefined && { 'Content-Type': 'text/plain; charset=utf-8' }),
      ...headers,
    },
  });
  for (const cookie of cookies) response.headers.append('Set-Cookie', cookie);
  return response;
}

export function toRedirect(path: string, cookies: readonly string[]): Response {
  const headers = new Headers({ Location: path, 'Cache-Control': 'no-store' });
  for (const cookie of cookies) headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 303, headers });
}
