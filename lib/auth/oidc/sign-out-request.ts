import { findApp, findPostLogoutUri, singleValue } from '../../config/registered-app';
import type { Context } from '../../context';

/** What is kept of a request to sign out while the user confirms it. Pure. */

/** The longest path that forms lead to. */
const MAX_LENGTH = 1024;

/** A path with the request in its query, without the ID token; without the request where that is too long. */
export function signOutPath(path: string, query: URLSearchParams, clientId: string | undefined): string {
  const kept = Object.entries({
    client_id: clientId,
    post_logout_redirect_uri: singleValue(query, 'post_logout_redirect_uri'),
    state: singleValue(query, 'state'),
  }).filter((entry): entry is [string, string] => !!entry[1]);
  const whole = kept.length === 0 ? path : `${path}?${new URLSearchParams(kept)}`;
  return whole.length <= MAX_LENGTH ? whole : path;
}

/** The app that has sent the user to sign out, and the path by which the browser returns to it; null for none. */
export function findSigningOutApp(
  query: URLSearchParams,
  { config }: Pick<Context, 'config'>,
): { name: string; returnPath: string } | null {
  const clientId = singleValue(query, 'client_id') ?? undefined;
  const app = findApp(config.apps, clientId);
  if (!app || !findPostLogoutUri(query, app)) return null;
  const returnPath = signOutPath('/sign-out/', query, clientId);
  return returnPath.includes('?') ? { name: app.name, returnPath } : null;
}
