import type { AuthError } from '../errors';
import { PAGES } from '../paths';
import { namesMediaType } from './before-next/accept';
import { pageWithNext } from './next-path';
import type { Exchange } from './operation';
import { errorResponse, errorText, type OperationResponse } from './response';

/**
 * What a proxy passes on to a visitor whom it does not let in. A browser that asked for a page is led to sign in, if the
 * proxy said which page that is, and reads other errors as text; every other client gets the error of the API.
 */
export function redirectToSignIn(error: AuthError, { request, metadata }: Exchange): OperationResponse {
  if (!namesMediaType(request.headers.get('accept'), 'text/html')) return errorResponse(error);
  if (error.status !== 401 || metadata.forwardedPage === null) return errorText(error);
  return { status: 303, headers: { Location: pageWithNext(PAGES.login, { next: metadata.forwardedPage }) } };
}
