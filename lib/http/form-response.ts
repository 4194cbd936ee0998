import { DEVICE_SECONDS } from '../rate-limits/policy';
import type { ClientKind } from './client-kind';
import { cookieNames, readCookie, setCookie } from './cookies';
import { FLASH_SECONDS, type Flash, sealFlash } from './flash';
import type { Exchange } from './operation';
import { type OperationResponse, toRedirect, toResponse } from './response';

/** A response in the form that the kind of client expects: a plain HTML form is redirected. */
export function respondTo(answer: OperationResponse, caller: ClientKind, exchange: Exchange): Response {
  if (caller === 'api') return toResponse(answer);
  const goesTo = caller === 'form' ? answer.redirect : undefined;
  // A form's script goes on to the same page, which has the same to say.
  const cookies = formCookies(answer, answer.redirect?.flash, exchange);
  return goesTo ? withHeadersOf(answer, toRedirect(goesTo.path, cookies)) : toResponse(answer, cookies);
}

/** A 303 keeps what the answer says to the browser itself, not what it says of the JSON. */
function withHeadersOf({ headers }: OperationResponse, response: Response): Response {
  const clear = headers?.['Clear-Site-Data'];
  if (clear) response.headers.set('Clear-Site-Data', clear);
  return response;
}

/** Each form answer replaces or expires what the one before left for its page. */
function formCookies(answer: OperationResponse, flash: Flash | undefined, { request, service }: Exchange): string[] {
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
