import { isDatabaseUnavailable } from '../data/database-errors';
import { AuthError, type ErrorCode, isAuthError } from '../errors';
import type { CountedEvent } from '../observability/log';
import { RETRY_AFTER_SECONDS } from '../timeouts';
import type { Exchange } from './operation';

/** Refusals that the log has the number of. */
const COUNTED_ERRORS: Partial<Record<ErrorCode, CountedEvent>> = {
  unavailable: 'requests_shed',
  cross_origin: 'origin_refused',
  foreign_origin: 'origin_refused',
  body_too_large: 'body_too_large',
  invalid_link: 'invalid_link',
};

export const starting = () => new AuthError('unavailable', { seconds: RETRY_AFTER_SECONDS.starting });

/** Whatever was thrown as a refusal: a fault of the database is a 503, of ours a 500; both are logged, some refusals are counted. */
export function toAuthError(error: unknown, { metadata, service }: Pick<Exchange, 'metadata' | 'service'>): AuthError {
  if (isAuthError(error)) {
    const { code }: { code: ErrorCode } = error;
    const event = COUNTED_ERRORS[code];
    if (event) service.eventCounters[event]();
    return error;
  }
  if (isDatabaseUnavailable(error)) {
    service.log.error({ err: error, requestId: metadata.requestId }, 'request failed: database unavailable');
    return starting();
  }
  service.log.error({ err: error, requestId: metadata.requestId }, 'request failed');
  return new AuthError('server_error');
}
