import { issueAppTokens } from '@/lib/auth/oidc/issue-app-tokens';
import { tokenOperation } from '@/lib/http/app-operation';
import { endpoint } from '@/lib/http/endpoint';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  ({ apps }) => (apps.length === 0 ? {} : { POST: tokenOperation(issueAppTokens) }),
  { isForApps: true },
);
