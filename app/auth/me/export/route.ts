import { exportAccount } from '@/lib/auth/account/export-account';
import { requireOwnNavigation } from '@/lib/http/client-kind';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { NoInput } from '@/lib/schemas/fields';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    guard: (headers, _facts, config) => requireOwnNavigation(headers, config),
    limit: 'export',
    tokenIn: 'header',
    schema: NoInput,
    run: exportAccount,
    respond: (everything) =>
      json(200, everything, { headers: { 'Content-Disposition': 'attachment; filename="account.json"' } }),
  }),
});
