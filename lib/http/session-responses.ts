import type { OperationResponse } from './response';

/** What signing in gave: tokens for an API client, a cookie for a browser. */
type Session =
  | { kind: 'api'; refresh: string; access: string }
  | { kind: 'browser'; cookie: string; maxAgeSeconds: number; device: string };

/** An API client's tokens; in a browser's body stands none. */
export const sessionTokens = (session: Session | null): object =>
  session?.kind === 'api' ? { refresh: session.refresh, access: session.access } : {};

/** A browser's session, and the cookie by which it is known when it comes again. */
export function sessionCookie(session: Session | null): Pick<OperationResponse, 'session' | 'device'> {
  if (session?.kind !== 'browser') return {};
  const { cookie, maxAgeSeconds, device } = session;
  return { session: { cookie, maxAgeSeconds }, device };
}
