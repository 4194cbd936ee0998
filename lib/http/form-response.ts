import type { AuthError } from '../errors';
import { FORM_RESULT_TYPE, type FormError, type FormName, type FormResult } from '../form-result';
import { DEVICE_SECONDS } from '../rate-limits/policy';
import { acceptsFormResult, type ClientKind } from './client-kind';
import { cookieNames, readCookie, setCookie } from './cookies';
import { FLASH_SECONDS, sealFlash } from './flash';
import type { Exchange } from './operation';
import { errorResponse, type OperationResponse, toRedirect, toResponse } from './response';

/** The one error that has a page of its own, which needs the email: a form with JavaScript goes there too. */
const HAS_OWN_PAGE = 'email_not_verified';

/** Longer emails than can be valid are not kept: the cookie must stay below 4 KiB. */
const MAX_KEPT_EMAIL = 320;

/** @param email as it came; what is no text is not kept */
export function formError(error: AuthError, form?: FormName, email?: unknown): FormError {
  const { code, body, retryAfterSeconds: waitSeconds } = error;
  const kept = typeof email === 'string' && email.length <= MAX_KEPT_EMAIL ? email : undefined;
  // `ERRORS` gives each code its body.
  return { kind: 'error', form, code, body, waitSeconds, email: kept } as FormError;
}

/** What a form sent for these fields. @param body as it came; what is no text is not kept */
export const typedFields = (body: Record<string, unknown>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const text = Object.hasOwn(body, name) ? body[name] : undefined;
      return typeof text === 'string' ? [[name, text]] : [];
    }),
  );

/** A response in the form that the kind of client expects. What has no page is JSON for every kind. */
export function respondTo(answer: OperationResponse, caller: ClientKind, exchange: Exchange): Response {
  if (caller === 'api') return toResponse(answer);
  const { redirect } = answer;
  const cookies = formCookies(answer, redirect && flashOf(redirect, caller), exchange);
  if (!redirect) return toResponse(answer, cookies);
  switch (caller) {
    case 'form':
      return withHeadersOf(answer, toRedirect(redirect.path, cookies));
    case 'enhanced-form':
      return toResponse(answer, cookies);
    case 'page-form':
      return toResponse(withResult(answer, redirect.result), cookies);
  }
}

/** An error of a request that reached no operation, so that its form is not known. */
export function earlyErrorResponse(error: AuthError, headers: Headers): OperationResponse {
  const answer = errorResponse(error);
  return acceptsFormResult(headers) ? withResult(answer, formError(error)) : answer;
}

/** Status and headers stay; the result takes the place of the JSON. */
const withResult = (answer: OperationResponse, result: FormResult): OperationResponse => ({
  ...answer,
  body: result,
  headers: { ...answer.headers, 'Content-Type': FORM_RESULT_TYPE, Vary: 'Accept' },
});

/** What the next page shows. The script shows an error itself, and goes on to the same page as a plain form after a success. */
function flashOf(
  { result, typed = {} }: NonNullable<OperationResponse['redirect']>,
  caller: ClientKind,
): FormResult | undefined {
  switch (result.kind) {
    case 'success':
      return result.notice && result;
    case 'error':
      if (caller !== 'form' && result.code !== HAS_OWN_PAGE) return undefined;
      return Object.keys(typed).length > 0 ? { ...result, typed: { values: typed, lost: [] } } : result;
  }
}

/** A 303 keeps what the answer says to the browser itself, not what it says of the JSON. */
function withHeadersOf({ headers }: OperationResponse, response: Response): Response {
  const clear = headers?.['Clear-Site-Data'];
  if (clear) response.headers.set('Clear-Site-Data', clear);
  return response;
}

/** Each form answer replaces or expires what the one before left for its page. */
function formCookies(
  answer: OperationResponse,
  flash: FormResult | undefined,
  { request, service }: Exchange,
): string[] {
  const { config, context } = service;
  const names = cookieNames(config);
  const { isHttps } = config;
  const cookies: string[] = [];
  if (answer.session !== undefined) {
    const { cookie, maxAgeSeconds } = answer.session ?? { cookie: '', maxAgeSeconds: 0 };
    cookies.push(setCookie(names.session, cookie, { maxAgeSeconds, isHttps }));
  }
  if (answer.device !== undefined) {
    cookies.push(setCookie(names.device, answer.device, { maxAgeSeconds: DEVICE_SECONDS, isHttps }));
  }
  if (flash && context) {
    cookies.push(
      setCookie(names.flash, sealFlash(context.vault, flash, context.now()), { maxAgeSeconds: FLASH_SECONDS, isHttps }),
    );
  } else if (readCookie(request.headers.get('cookie'), names.flash) !== undefined) {
    cookies.push(setCookie(names.flash, '', { maxAgeSeconds: 0, isHttps }));
  }
  return cookies;
}
