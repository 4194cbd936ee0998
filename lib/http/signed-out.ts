import { json, type OperationResponse } from './response';

/**
 * Not `"cookies"`, which would sign sibling apps of the site out as well, nor `"cache"`, which keeps a used Chromium busy for
 * seconds and has nothing to clear: every answer about an account is `no-store`.
 */
const CLEAR_SITE_DATA = '"storage"';

/** What ends a browser's own session: the cookie expires, and so does what the browser kept (R-C10). */
export const signedOut = (body: object, notice: 'signed-out' | 'account-deleted'): OperationResponse =>
  json(200, body, {
    headers: { 'Clear-Site-Data': CLEAR_SITE_DATA },
    session: null,
    redirect: { path: '/login/', flash: { form: 'login', notice } },
  });
