import type { FormAnswer } from './form-answer';

/** A slow network is waited for, a dead one is not. */
const PATIENCE_MS = 30_000;

/** What a status means where the body names no code. */
const CODES: Record<number, string> = {
  400: 'invalid_fields',
  401: 'bad_credentials',
  429: 'throttled',
  503: 'unavailable',
};

/** Sends a form as the browser would, but asks for JSON. @returns null where all went well */
export async function postForm(form: HTMLFormElement): Promise<FormAnswer | null> {
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      // Every field of these forms is text.
      body: new URLSearchParams([...new FormData(form)] as [string, string][]),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return response.ok ? null : await refusalOf(response);
  } catch {
    return { code: 'offline' };
  }
}

async function refusalOf(response: Response): Promise<FormAnswer> {
  const body = await bodyOf(response);
  const waitSeconds = Number(response.headers.get('Retry-After')) || undefined;
  return { code: codeOf(response.status, body), body, waitSeconds };
}

/** A proxy in between may answer with a page of its own. */
async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function codeOf(status: number, body: Record<string, unknown>): string {
  if ('token' in body) return 'dead_link';
  if (typeof body.code === 'string') return body.code;
  if (status === 401 && String(body.detail).startsWith('Auth')) return 'not_authenticated';
  return CODES[status] ?? (status > 500 ? 'unavailable' : 'server_error');
}
