import { cookies } from 'next/headers';
import type { NextRequest, NextResponse } from 'next/server.js';
import { NetworkError } from '../errors';
import { createHttp, type HttpOptions } from '../http';
import { createTokenEndpoint } from '../oauth/token-endpoint';
import type { NoFields } from '../user';
import { type Auth, createAuth } from './auth';
import { createHandlers, type Handlers } from './handlers';
import { lookUp } from './look-up';
import { type AppOptions, toApp } from './options';
import { createProxy } from './proxy';
import { createSignatureCheck } from './signatures';
import { cookieNames } from './token-cookies';

export type AppAuth<Fields extends object> = Auth<Fields> & {
  /** For `proxy.ts`; its `matcher` covers every page that calls `auth()` or `requireUser()`. */
  proxy(request: NextRequest): Promise<NextResponse>;
  /** For `app/auth/[action]/route.ts`: GET `sign-in` and `callback`, POST `sign-out`. */
  handlers: Handlers;
};

/** For an app of `APPS` on another origin: it signs in by redirect, and keeps its tokens in cookies of its own. */
export function createAppAuth<Fields extends object = NoFields>(options: AppOptions & HttpOptions): AppAuth<Fields> {
  const app = toApp(options);
  const http = createHttp(options);
  const endpoint = createTokenEndpoint(http, app.baseUrl, app.clientSecret);
  const isSigned = createSignatureCheck(http, app.baseUrl);
  const names = cookieNames(app);

  const who = async () => {
    const all = await cookies();
    const access = all.get(names.access)?.value;
    if (access !== undefined) {
      return (await isSigned(access)) ? lookUp<Fields>(http, app.baseUrl, { Authorization: `Bearer ${access}` }) : null;
    }
    // The proxy could not renew it, or does not cover this page: it is unknown who is asking. Next lists a cookie that the
    // proxy has just removed, without a value.
    if (all.get(names.refresh)?.value) throw new NetworkError('The access token was not renewed.');
    return null;
  };
  const signInPath = (returnTo: string) => `${app.handlersPath}/sign-in?returnTo=${encodeURIComponent(returnTo)}`;

  return {
    ...createAuth(who, signInPath),
    proxy: createProxy(app, endpoint, isSigned),
    handlers: createHandlers(app, http, endpoint, isSigned),
  };
}
