import { userInfo } from '@/lib/auth/oidc/user-info';
import { bearerOperation } from '@/lib/http/app-operation';
import { endpoint } from '@/lib/http/endpoint';

const read = bearerOperation(userInfo);

/** What an app may know of its user (OpenID Connect Core §5.3). */
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  ({ apps }) => (apps.length === 0 ? {} : { GET: read, POST: read }),
  { isForApps: true },
);
