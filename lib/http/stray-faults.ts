import type { Log } from '../log';
import { findRequestFacts } from './request-facts';

/**
 * An error that nobody awaited does not end the process: it is logged, and the request it arose in, which may
 * wait for it in vain, is answered with a 500 (OWASP ASVS 16.5.4).
 */
export function surviveStrayFaults(log: Log): void {
  const survive = (error: unknown) => {
    const facts = findRequestFacts();
    log.error({ event: 'stray_fault', err: error, requestId: facts?.requestId }, 'an error that nobody awaited');
    facts?.abandon();
  };
  // Next's own listeners print the message, which may quote what a driver was given.
  process.setUncaughtExceptionCaptureCallback(survive);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', survive);
}
