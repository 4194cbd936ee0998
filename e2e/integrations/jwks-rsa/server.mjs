import express from 'express';
import { isRejection, userIdOf } from './access-token.mjs';

async function authenticate(request, response, next) {
  const [, token] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  const refuse = (body) => response.status(401).set('WWW-Authenticate', 'Bearer realm="api"').json(body);
  if (token === undefined) return refuse({ detail: 'Authentication credentials were not provided.' });
  try {
    request.userId = await userIdOf(token);
  } catch (error) {
    // The code at which clients of Postern refresh their tokens and repeat the request.
    if (isRejection(error)) return refuse({ detail: 'Given token not valid.', code: 'token_not_valid' });
    return response.status(503).set('Retry-After', '5').json({ detail: 'Service temporarily unavailable.' });
  }
  next();
}

const app = express();
app.get('/api/me/', authenticate, ({ userId }, response) => response.json({ id: userId }));
app.listen(process.env.PORT ?? 4000, '127.0.0.1');
