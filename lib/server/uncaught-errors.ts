import { findRequestMetadata } from '../http/before-next/request-metadata';
import type { Log } from '../observability/log';

/** Under this Next 16 keeps the listener of which there is to be one: as long as it listens, Next adds no other. */
const NEXTS_LISTENER = Symbol.for('next.unhandledRejectionListener');

/**
 * An uncaught error does not end the process: it is logged, and the request it arose in, which may
 * wait for it in vain, is answered with a 500 (OWASP ASVS 16.5.4).
 */
export function installUncaughtErrorHandlers(log: Log): void {
  const survive = (error: unknown) => {
    const metadata = findRequestMetadata();
    log.error({ event: 'uncaught_error', err: error, requestId: metadata?.requestId }, 'uncaught error');
    metadata?.abort();
  };
  // In place of Next's own, which print the message: it may quote what a driver was given.
  process.setUncaughtExceptionCaptureCallback(survive);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', survive);
  Object.assign(globalThis, { [NEXTS_LISTENER]: survive });
}
