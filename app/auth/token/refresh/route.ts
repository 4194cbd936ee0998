import { exchangeSessionCookie } from '@/lib/auth/sessions/exchange-session-cookie';
import { refresh } from '@/lib/auth/sessions/refresh';
import { endpoint, operation } from '@/lib/http/endpoint';
import { json } from '@/lib/http/response';
import { RefreshInput } from '@/lib/schemas/tokens';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = endpoint(
  {
    POST: operation({
      tokenIn: 'body',
      schema: RefreshInput,
      run: refresh,
      respond: (tokens) => json(200, tokens),
      onCookieExchange: exchangeSessionCookie,
    }),
  },
  { isForApps: true },
);
