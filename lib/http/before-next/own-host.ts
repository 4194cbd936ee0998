/**
 * Whether a `Host` header is that of an origin: the port may be named where it is the scheme's own (RFC 9110 §4.2.3).
 * Pure.
 */
export function ownHostTest(origin: string): (host: string | undefined) => boolean {
  const { protocol, host: own } = new URL(origin);
  const defaultPort = protocol === 'https:' ? /:(443)?$/ : /:(80)?$/;
  return (host = '') => host.toLowerCase().replace(defaultPort, '') === own;
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a `Host` header names this machine, at any port. Pure. */
export const isLoopbackHost = (host: string | undefined): boolean => LOOPBACK_HOST.test(host ?? '');

/**
 * Whether a server for this machine answers for a `Host`: any name of this machine, and ALSO_ANSWERS. Pure.
 * @param origin APP_URL, whose scheme says which port need not be named
 */
export function localHostTest(origin: string, alsoAnswers: readonly string[]): (host: string | undefined) => boolean {
  const { protocol } = new URL(origin);
  const isAlsoAnswered = alsoAnswers.map((host) => ownHostTest(`${protocol}//${host}`));
  return (host) => isLoopbackHost(host) || isAlsoAnswered.some((isAnswered) => isAnswered(host));
}
