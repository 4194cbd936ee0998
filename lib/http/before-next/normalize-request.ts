import type { RegisteredApps } from '../../config/registered-app';
import { ASSET_PREFIX, LINK_FOLDERS } from '../../paths';
import { findUnknownAppPage, isAppPath, isAppRoute } from './app-requests';
import { withEncodedNext } from './encode-next-query';
import type { Misdirection, RequestMetadata } from './request-metadata';

/**
 * What Next is shown of a request, decided before it sees it. By itself Next answers some paths and
 * methods with redirects, 500s or HTML, and obeys headers that no client of ours may send. Pure.
 */
export type NormalizedRequest = {
  url: string;
  method: string;
  error: RequestMetadata['error'];
  /** What is refused is a page. */
  isPage?: boolean;
};

/** The route that answers whatever is refused here. */
export const ERROR_PATH = '/auth/-/';

/** What browsers fetch, as Next's own code and the precompressed twins name it. */
const ASSETS = '/_next/';

/** No page: Next shows the one that says so. */
const MISSING_PAGE = '/-/';

const ROUTED_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const ANSWERED_BY_ROUTES =
  /^\/(auth|health|metrics|\.well-known|mailbox\/(?:expired-access|fail|later|messages))(\/|$)/;
const DOCS_PATH = /^\/docs(\/|$)/;
/** Where a mailed link's token stands; an undecodable one is as dead as an unknown one, so it becomes the shape of none. */
const LINKS = Object.values(LINK_FOLDERS).join('|');
const LINK_PATH = new RegExp(`^(/auth/(?:${LINKS})/)[^/]+/?$`);
const LINK_PAGE = new RegExp(`^(/(?:${LINKS})/)[^/]+/?$`);
/** The same, its token whole, with the marks that ended up behind the link in a text: `<https://…>`, `(https://…).` */
const LINK_IN_A_TEXT = new RegExp(`^(/(?:${LINKS})/[\\w-]+)/?[ >.,:;!?)\\]}'"]*/?$`);

export function normalizeRequest({
  method,
  target,
  misdirection,
  apps = [],
  hasDocs = true,
}: {
  method: string;
  target: string;
  misdirection: Misdirection | null;
  apps?: RegisteredApps;
  /** Whether the pages of the documentation are there. */
  hasDocs?: boolean;
}): NormalizedRequest {
  const { path, query } = splitTarget(target);
  if (misdirection && !path.startsWith('/health/')) {
    return { ...rejected(misdirection), isPage: isPageRequest(path, method) };
  }
  const linkPage = isRead(method) ? findLinkPage(path) : null;
  if (linkPage) return { url: linkPage + query, method, error: null };
  if (!isDecodable(path) || isNonCanonicalPath(path)) {
    // In a link's place such a spelling is one more dead token.
    const [, link] = LINK_PATH.exec(path) ?? [];
    if (link) return { url: `${link}-/`, method: routable(method), error: null };
    const [, page] = LINK_PAGE.exec(path) ?? [];
    const url = page ? `${page}-/` : MISSING_PAGE;
    return isPageRequest(path, method) ? { url, method, error: null } : rejected('not_found');
  }
  const hasApps = apps.length > 0;
  const isPage = !ANSWERED_BY_ROUTES.test(path) && !(hasApps && isAppRoute(path));
  if (isPage && !isRead(method)) return rejected('method_not_allowed');
  if (isAppPath(path) && !hasApps) return { url: MISSING_PAGE, method, error: null };
  if (DOCS_PATH.test(path) && !hasDocs) return { url: MISSING_PAGE, method, error: null };
  const unknownAppPage = isRead(method) ? findUnknownAppPage(path, query, apps) : null;
  if (unknownAppPage) return { url: unknownAppPage, method, error: null };
  return { url: path + (isPage ? withEncodedNext(query) : query), method: routable(method), error: null };
}

const rejected = (refusal: NonNullable<NormalizedRequest['error']>): NormalizedRequest => ({
  url: ERROR_PATH,
  method: 'POST',
  error: refusal,
});

const isRead = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** Whether a misspelt path is a person's at a page, who is told on a page; whatever looks like the API is answered as that. */
function isPageRequest(path: string, method: string): boolean {
  return isRead(method) && path.startsWith('/') && !ANSWERED_BY_ROUTES.test(decodeAscii(path).replace(/[\\/]+/g, '/'));
}

/**
 * The page of a mailed link, which mail programs and scanners spell in their own ways. Only pages: looking at one
 * counts nowhere, so no spelling of it gets round a limit (R-L5).
 */
function findLinkPage(path: string): string | null {
  const letters = decodeAscii(path);
  const [, page] = LINK_IN_A_TEXT.exec(letters) ?? [];
  if (page) return `${page}/`;
  const [, folder] = LINK_PAGE.exec(letters) ?? [];
  return folder ? `${folder}-/` : null;
}

/** Once, and only what is printable: nothing else has a place in a path of ours. */
const decodeAscii = (path: string): string =>
  path.replace(/%([2-7][0-9a-f])/gi, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const routable = (method: string): string => (ROUTED_METHODS.has(method) ? method : 'POST');

/** The path of an origin-form or absolute-form target (RFC 9112 §3.2); its host counts for nothing. */
function splitTarget(target: string): { path: string; query: string } {
  const originForm = withoutAssetPrefix(target.replace(/^https?:\/\/[^/?#]*/i, '') || '/');
  const queryAt = originForm.indexOf('?');
  if (queryAt === -1) return { path: originForm, query: '' };
  return { path: originForm.slice(0, queryAt) || '/', query: originForm.slice(queryAt) };
}

/** Next would do this too, but only after `proxy.ts` has taken the file for a page. */
const withoutAssetPrefix = (target: string): string =>
  target.startsWith(ASSET_PREFIX + ASSETS) ? target.slice(ASSET_PREFIX.length) : target;

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** Spellings that some part of a server would take for another path (R-L5). */
function isNonCanonicalPath(path: string): boolean {
  return (
    !path.startsWith('/') ||
    path.includes('//') ||
    path.includes('\\') ||
    path.includes('#') ||
    /%(2f|5c|2e|00)/i.test(path) ||
    /\/\.{1,2}(\/|$)/.test(path) ||
    (path.includes('%') && !LINK_PATH.test(path) && !path.startsWith(ASSETS))
  );
}
