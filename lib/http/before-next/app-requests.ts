import {
  findApp,
  findAppOfNext,
  findAppOfRequest,
  findPostLogoutUri,
  policySourceOf,
  type RegisteredApps,
  singleValue,
} from '../../config/registered-app';
import { PAGES } from '../../paths';

/** What of a request depends on `APPS`, as far as it is decided before Next sees it. Pure. */

const APP_PATH = /^\/(authorize|sign-out)(\/|$)/;
const APP_ROUTE = /^\/(authorize|sign-out)\/?$/;
const AUTHORIZE = /^\/authorize\/?$/;

/** Whether a path is one that exists with `APPS` only. */
export const isAppPath = (path: string): boolean => APP_PATH.test(path);

/** Whether a route responds to it, no page. */
export const isAppRoute = (path: string): boolean => APP_ROUTE.test(path);

/** The page for a request to sign in of which no app may be told, since it may not be one; null for every other request. */
export function findUnknownAppPage(path: string, query: string, apps: RegisteredApps): string | null {
  if (!AUTHORIZE.test(path)) return null;
  const asking = findAppOfRequest(new URLSearchParams(query), apps);
  return asking.app ? null : `${PAGES.unknownApp}?reason=${asking.problem}`;
}

/** The pages whose form leads to an app in the end. */
const SIGN_IN_PAGE = /^\/(login|register)\/?$/;
const SIGN_OUT_PAGE = /^\/sign-out\/confirm\/?$/;

/**
 * Where else than here the form of a page may end, as a source of its policy: Chromium applies `form-action` to the
 * redirects after a form, too. It is of a registered URI, never of what a request says. Null for nowhere.
 * @param url a path with its query
 */
export function findFormTarget(url: string, apps: RegisteredApps): string | null {
  const [path = '', query = ''] = url.split('?', 2);
  const uri = apps.length > 0 ? findFormUri(path, new URLSearchParams(query), apps) : null;
  return uri === null ? null : policySourceOf(uri);
}

function findFormUri(path: string, query: URLSearchParams, apps: RegisteredApps): string | null {
  if (SIGN_IN_PAGE.test(path)) {
    const asking = findAppOfNext(singleValue(query, 'next') ?? '', apps);
    return asking?.app ? asking.redirectUri : null;
  }
  if (!SIGN_OUT_PAGE.test(path)) return null;
  return findPostLogoutUri(query, findApp(apps, singleValue(query, 'client_id') ?? undefined));
}
