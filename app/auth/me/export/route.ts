import { exportAccount } from '@/lib/auth/export-account';
import { json } from '@/lib/http/answer';
import { requireOwnNavigation } from '@/lib/http/caller';
import { endpoint, operation } from '@/lib/http/endpoint';
import { NoInput } from '@/lib/schemas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint({
  GET: operation({
    guard: (headers, _facts, config) => requireOwnNavigation(headers, config),
    limit: 'export',
    tokenIn: 'header',
    schema: NoInput,
    run: exportAccount,
    answer: (everything) =>
      json(200, everything, { headers: { 'Content-Disposition': 'attachment; filename="account.json"' } }),
  }),
});
