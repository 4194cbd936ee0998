import { endSessionForApp } from '@/lib/auth/oidc/end-session-for-app';
import { navigation } from '@/lib/http/app-operation';
import { endpoint } from '@/lib/http/endpoint';
import { signedOutTo } from '@/lib/http/session-responses';

/** Where apps send people to sign out (OpenID Connect RP-Initiated Logout §2). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(({ apps }) =>
  apps.length === 0 ? {} : { GET: navigation({ run: endSessionForApp, respond: signedOutTo }) },
);
