import { cookies } from 'next/headers';
import { createHttp, type HttpOptions } from '../http';
import type { NoFields } from '../user';
import { type Auth, createAuth } from './auth';
import { lookUp } from './look-up';

export type SameOriginOptions = HttpOptions & {
  /** `APP_URL` of Postern, which is the origin of this app too. */
  url: string;
};

const SESSION_COOKIES = ['__Host-postern_session', 'postern_session'];

/** For an app behind the same origin as Postern: it asks with the session cookie of the visitor, and with no other. */
export function createSameOriginAuth<Fields extends object = NoFields>(options: SameOriginOptions): Auth<Fields> {
  const http = createHttp(options);
  const baseUrl = new URL(options.url);
  const who = async () => {
    const all = await cookies();
    const session = SESSION_COOKIES.map((name) => all.get(name)).find((each) => each !== undefined);
    if (session === undefined) return null;
    return lookUp<Fields>(http, baseUrl, { Cookie: `${session.name}=${session.value}` });
  };
  return createAuth(who, (returnTo) => `/login/?next=${encodeURIComponent(returnTo)}`);
}
