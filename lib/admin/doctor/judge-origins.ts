import type { DoctorFacts } from './collect-facts';
import { type Finding, note, ok } from './finding';

/** Which pages of other origins the server refused, each of which CORS_ORIGINS may lack. Pure. */
export function judgeOrigins({ refused_origins: refused }: Pick<DoctorFacts, 'refused_origins'>): Finding[] {
  if (refused === null) {
    const message =
      'Refused origins were not looked at: only a running server with the embedded database tells of them.';
    return [ok('origins', message)];
  }
  if (refused.length === 0) return [ok('origins', 'The server has refused no page of another origin since its start.')];
  return refused.map(({ origin, count, last_at: lastAt }) =>
    note('origins', {
      message: `Requests from pages of ${origin} were refused since the start of the server.`,
      found: `${count} time${count === 1 ? '' : 's'}, last ${lastAt.slice(0, 19).replace('T', ' ')}Z`,
      expected: 'origins of CORS_ORIGINS, of APPS and of APP_URL',
      remedy: `If it is yours, add ${origin} to CORS_ORIGINS, or to the origins of its app in APPS, and restart the server.`,
    }),
  );
}
