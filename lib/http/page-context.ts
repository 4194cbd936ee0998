import { unstable_rethrow } from 'next/navigation';
import type { Context } from '../context';
import { isDatabaseUnavailable } from '../data/database-errors';
import { AuthError, isAuthError } from '../errors';
import { findService } from '../service';
import { RETRY_AFTER_SECONDS } from '../timeouts';
import { findRequestMetadata, type RequestMetadata } from './before-next/request-metadata';

/** What a page may ask of this process. @throws AuthError `unavailable` before it is ready */
export function requirePageContext(): Context {
  const { context } = requirePageService();
  if (!context) throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.starting });
  return context;
}

/** The process itself, ready or not. @throws AuthError `unavailable` before it has begun */
export function requirePageService(): NonNullable<ReturnType<typeof findService>> {
  const service = findService();
  if (!service) throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.starting });
  return service;
}

/** @throws AuthError `unavailable` for a request that came before the hook was there */
export function requirePageMetadata(): RequestMetadata {
  const metadata = findRequestMetadata();
  if (!metadata) throw new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.starting });
  return metadata;
}

/** The name people know this installation by. */
export const appName = (): string => findService()?.config.appName ?? 'Postern';

/** The operator's own pages that every page links to, in this order; none before the settings are read. */
export function legalLinks(): { href: string; text: string }[] {
  const { termsUrl, privacyUrl } = findService()?.config ?? {};
  return [
    ...(termsUrl === undefined ? [] : [{ href: termsUrl, text: 'Terms' }]),
    ...(privacyUrl === undefined ? [] : [{ href: privacyUrl, text: 'Privacy' }]),
  ];
}

export type PageError = 'unavailable' | 'server-error';

/**
 * What a page that threw has to say instead, its status set. Next would answer with an empty page
 * that needs a script to say anything. Redirects and `notFound()` pass through.
 */
export function toPageError(error: unknown): PageError {
  unstable_rethrow(error);
  const metadata = findRequestMetadata();
  const isUnavailable = isDatabaseUnavailable(error) || (isAuthError(error) && error.code === 'unavailable');
  metadata?.setErrorStatus(isUnavailable ? 503 : 500);
  findService()?.log.error(
    { err: error, requestId: metadata?.requestId },
    isUnavailable ? 'page failed: database unavailable' : 'page failed',
  );
  return isUnavailable ? 'unavailable' : 'server-error';
}
