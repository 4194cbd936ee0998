import type { RequestContext } from '../../context';
import { minutes } from '../../time';

/** How long the set may be cached. A former key stays in it that much longer than its tokens live. */
const CACHE_SECONDS = minutes(10);

/** The JWK Set (RFC 7517 §5) by which others verify access tokens. */
export async function publishedKeys(_input: unknown, { keys, config, now }: RequestContext) {
  const jwks = keys.published(now(), config.accessTokenSeconds + CACHE_SECONDS);
  return { jwks, cacheSeconds: CACHE_SECONDS };
}
