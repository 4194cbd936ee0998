import { FORM_RESULT_TYPE, type FormError, type FormResult } from '@/lib/form-result';

/** A slow network is waited for, a dead one is not. */
const PATIENCE_MS = 30_000;

/** A longer wait is for the person to decide about. */
const LONGEST_WAIT_SECONDS = 10;

/**
 * Sends a form as the browser would, but asks for its result. A server that is busy for a moment is asked once more.
 * @param onWait called before the wait until then
 */
export async function postForm(form: HTMLFormElement, onWait: () => void): Promise<FormResult> {
  // Every field of these forms is text. What was sent is what is sent again.
  const body = new URLSearchParams([...new FormData(form)] as [string, string][]);
  const result = await post(form.action, body);
  if (result.kind === 'success' || result.code !== 'unavailable') return result;
  const { waitSeconds = Infinity } = result;
  if (waitSeconds > LONGEST_WAIT_SECONDS) return result;
  onWait();
  await new Promise((resolve) => setTimeout(resolve, waitSeconds * 1000));
  return post(form.action, body);
}

async function post(action: string, body: URLSearchParams): Promise<FormResult> {
  try {
    const response = await fetch(action, {
      method: 'POST',
      headers: { Accept: FORM_RESULT_TYPE },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const isResult = response.headers.get('Content-Type') === FORM_RESULT_TYPE;
    return isResult ? ((await response.json()) as FormResult) : resultOfProxy(response); // only our server sends the type
  } catch {
    return { kind: 'error', code: 'offline', body: {} };
  }
}

/** A proxy in between responded in the server's place: its status is all that counts. */
function resultOfProxy({ status, headers }: Response): FormError {
  const code = status === 429 ? 'throttled' : status > 500 ? 'unavailable' : 'server_error';
  return { kind: 'error', code, body: {}, waitSeconds: Number(headers.get('Retry-After')) || undefined };
}
