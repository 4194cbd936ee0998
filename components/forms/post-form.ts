import type { FormAnswer } from './form-problems';

/** A slow network is waited for, a dead one is not. */
const PATIENCE_MS = 30_000;

/** What a status means where the body names no code. */
const CODES: Record<number, string> = {
  400: 'invalid_fields',
  401: 'bad_credentials',
  429: 'throttled',
};

/** A longer wait is for the person to decide about. */
const LONGEST_WAIT_SECONDS = 10;

/**
 * Sends a form as the browser would, but asks for JSON. A server that is busy for a moment is asked once more.
 * @param onWait called before the wait until then
 * @returns null where all went well
 */
export async function postForm(form: HTMLFormElement, onWait: () => void): Promise<FormAnswer | null> {
  // Every field of these forms is text. What was sent is what is sent again.
  const body = new URLSearchParams([...new FormData(form)] as [string, string][]);
  const refusal = await post(form.action, body);
  const { code, waitSeconds = Infinity } = refusal ?? {};
  if (code !== 'unavailable' || waitSeconds > LONGEST_WAIT_SECONDS) return refusal;
  onWait();
  await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
  return post(form.action, body);
}

async function post(action: string, body: URLSearchParams): Promise<FormAnswer | null> {
  try {
    const response = await fetch(action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body,
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
  if ('token' in body) return 'invalid_link';
  if (typeof body.code === 'string') return body.code;
  if (status === 401 && String(body.detail).startsWith('Auth')) return 'not_authenticated';
  return CODES[status] ?? (status > 500 ? 'unavailable' : 'server_error');
}
