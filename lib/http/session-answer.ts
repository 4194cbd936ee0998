import type { Answer } from './answer';

/** What signing in gave: tokens for an API client, a cookie for a browser. */
type Session =
  | { kind: 'api'; refresh: string; access: string }
  | { kind: 'browser'; cookie: string; maxAgeSeconds: number };

/** An API client's tokens; in a browser's body stands none. */
export const sessionTokens = (session: Session): object =>
  session.kind === 'api' ? { refresh: session.refresh, access: session.access } : {};

export const sessionCookie = (session: Session | null): Pick<Answer, 'session'> =>
  session?.kind === 'browser' ? { session: { cookie: session.cookie, maxAgeSeconds: session.maxAgeSeconds } } : {};
