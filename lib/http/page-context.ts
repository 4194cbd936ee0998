import { unstable_rethrow } from 'next/navigation';
import type { Context } from '../context';
import { isDatabaseFault } from '../data/database-errors';
import { AuthError } from '../errors';
import { findService } from '../service';
import { findRequestFacts, type RequestFacts } from './before-next/request-metadata';

/** What a page may ask of this process. @throws AuthError `unavailable` before it is ready */
export function requirePageContext(): Context {
  const { context } = requirePageService();
  if (!context) throw new AuthError('unavailable', { seconds: 1 });
  return context;
}

/** The process itself, ready or not. @throws AuthError `unavailable` before it has begun */
export function requirePageService(): NonNullable<ReturnType<typeof findService>> {
  const service = findService();
  if (!service) throw new AuthError('unavailable', { seconds: 1 });
  return service;
}

/** @throws AuthError `unavailable` for a request that came before the hook was there */
export function requirePageFacts(): RequestFacts {
  const facts = findRequestFacts();
  if (!facts) throw new AuthError('unavailable', { seconds: 1 });
  return facts;
}

/** The name people know this installation by. */
export const pageBrand = (): string => findService()?.config.appName ?? 'Postern';

export type PageFault = 'unavailable' | 'server-error';

/**
 * What a page that threw has to say instead, its status set. Next would answer with an empty page
 * that needs a script to say anything. Redirects and `notFound()` pass through.
 */
export function pageFault(error: unknown): PageFault {
  unstable_rethrow(error);
  const facts = findRequestFacts();
  const isUnavailable = isDatabaseFault(error) || (error instanceof AuthError && error.code === 'unavailable');
  facts?.failWith(isUnavailable ? 503 : 500);
  findService()?.log.error(
    { err: error, requestId: facts?.requestId },
    isUnavailable ? 'a page cannot be shown while the database is away' : 'a page failed',
  );
  return isUnavailable ? 'unavailable' : 'server-error';
}
