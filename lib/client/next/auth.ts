import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { User } from '../user';
import { PATH_HEADER } from './path-header';

export type Auth<Fields extends object> = {
  /**
   * The signed-in user, or null. One look-up for each request, however often it is called. It throws while Postern
   * cannot be asked, so that an outage does not sign users out.
   */
  auth(): Promise<User<Fields> | null>;
  /**
   * The same, or the page to sign in.
   * @param options.roles of which the user must have one; without it the page is a 404
   * @param options.returnTo the path after signing in; that of the page where the proxy covers it, else `/`
   */
  requireUser(options?: { roles?: readonly string[]; returnTo?: string }): Promise<User<Fields>>;
};

/**
 * @param lookUp who is asking
 * @param signInPath from a path of the app to where one signs in and comes back from
 */
export function createAuth<Fields extends object>(
  lookUp: () => Promise<User<Fields> | null>,
  signInPath: (returnTo: string) => string,
): Auth<Fields> {
  const auth = cache(lookUp);
  return {
    auth,
    async requireUser({ roles, returnTo } = {}) {
      const user = await auth();
      if (user === null) redirect(signInPath(returnTo ?? (await headers()).get(PATH_HEADER) ?? '/'));
      if (roles && !roles.some((role) => user.roles?.includes(role))) notFound();
      return user;
    },
  };
}
