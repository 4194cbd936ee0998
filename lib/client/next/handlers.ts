import type { NextRequest } from 'next/server.js';
import type { Http } from '../http';
import type { TokenEndpoint } from '../oauth/token-endpoint';
import type { App } from './options';
import { finishSignIn, startSignIn } from './sign-in';
import { signOut } from './sign-out';
import type { IsSigned } from './signatures';

export type Handlers = {
  /** `sign-in`, with `returnTo`, a path, and `prompt=create` to register; `callback`. */
  GET(request: NextRequest): Promise<Response>;
  /** `sign-out`, by a form of the app's own pages. */
  POST(request: NextRequest): Promise<Response>;
};

export function createHandlers(app: App, http: Http, endpoint: TokenEndpoint, isSigned: IsSigned): Handlers {
  return {
    async GET(request) {
      const action = actionOf(request);
      if (action === 'sign-in') return startSignIn(app, request);
      return action === 'callback' ? finishSignIn(app, endpoint, request) : notFound();
    },
    async POST(request) {
      return actionOf(request) === 'sign-out' ? signOut(app, http, isSigned, request) : notFound();
    },
  };
}

/** The last segment of the path. */
const actionOf = ({ nextUrl }: NextRequest): string | undefined => /([^/]+)\/?$/.exec(nextUrl.pathname)?.[1];

const notFound = () => new Response('Not found.', { status: 404 });
