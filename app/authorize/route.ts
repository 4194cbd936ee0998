import { authorizationErrorLocation, authorize } from '@/lib/auth/oidc/authorize';
import { navigation, redirectTo } from '@/lib/http/app-operation';
import { endpoint } from '@/lib/http/endpoint';

/** Where apps send people to sign in (RFC 6749 §3.1). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(({ apps }) =>
  apps.length === 0
    ? {}
    : {
        GET: navigation({
          run: authorize,
          respond: ({ location }) => redirectTo(location),
          errorLocation: authorizationErrorLocation,
        }),
      },
);
