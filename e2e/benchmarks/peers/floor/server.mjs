// The floor of the benchmark: the same work with node:http, bcrypt, jose and pg, and nothing else. It has no rate limits,
// no audit trail, no mails and no checks of its input, so it is a bound and not an example.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import bcrypt from 'bcrypt';
import { generateKeyPair, jwtVerify, SignJWT } from 'jose';
import pg from 'pg';

const { DATABASE_URL = '', PORT = '0', ROTATES } = process.env;
const BCRYPT_COST = 12;
const ACCESS_SECONDS = 300;
const REFRESH_SECONDS = 14 * 24 * 60 * 60;
const PAGE = `<!doctype html><html lang="en"><title>Sign in</title><form method="post" action="/auth/token/">
<label>Email <input name="email" type="email"></label><label>Password <input name="password" type="password"></label>
<button>Sign in</button></form></html>`;

const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const { privateKey, publicKey } = await generateKeyPair('ES256');
await pool.query(`CREATE TABLE IF NOT EXISTS users (id uuid PRIMARY KEY, email text UNIQUE, hash text)`);
await pool.query(`CREATE TABLE IF NOT EXISTS sessions
  (id uuid PRIMARY KEY, user_id uuid REFERENCES users, refresh_id uuid, ended_at timestamptz, expires_at timestamptz)`);

/**
 * Prepared once for each connection.
 * @param {string} name
 * @param {string} text
 * @param {unknown[]} values
 */
const query = async (name, text, values) => (await pool.query({ name, text, values })).rows[0];

/**
 * @param {'access' | 'refresh'} kind
 * @param {string} userId
 * @param {string} sessionId
 * @param {string} [jti]
 */
const issue = (kind, userId, sessionId, jti = randomUUID()) =>
  new SignJWT({ sid: sessionId, token_type: kind })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject(userId)
    .setJti(jti)
    .setIssuedAt()
    .setExpirationTime(`${kind === 'access' ? ACCESS_SECONDS : REFRESH_SECONDS}s`)
    .sign(privateKey);

/** @param {unknown} sessionId */
const findSession = (sessionId) =>
  query(
    'session',
    `SELECT u.id, u.email FROM sessions s JOIN users u ON u.id = s.user_id
     WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > now()`,
    [sessionId],
  );

/** @param {string} token */
const claimsOf = async (token) => (await jwtVerify(token, publicKey)).payload;

/** @typedef {{ status: number, body: unknown }} Answer */

const UNAUTHORIZED = { status: 401, body: { detail: 'Unauthorized' } };

/** @type {Record<string, (body: Record<string, string>, authorization: string) => Promise<Answer>>} */
const ROUTES = {
  'POST /auth/register/': async ({ email = '', password = '' }) => {
    const user = { id: randomUUID(), email };
    await query('register', 'INSERT INTO users VALUES ($1, $2, $3)', [
      user.id,
      email,
      await bcrypt.hash(password, BCRYPT_COST),
    ]);
    return { status: 201, body: user };
  },
  'POST /auth/token/': async ({ email, password = '' }) => {
    const user = await query('user', 'SELECT id, hash FROM users WHERE email = $1', [email]);
    if (!user || !(await bcrypt.compare(password, user.hash))) return UNAUTHORIZED;
    const [sessionId, refreshId] = [randomUUID(), randomUUID()];
    await query('start', "INSERT INTO sessions VALUES ($1, $2, $3, NULL, now() + interval '90 days')", [
      sessionId,
      user.id,
      refreshId,
    ]);
    const refresh = await issue('refresh', user.id, sessionId, refreshId);
    return { status: 200, body: { refresh, access: await issue('access', user.id, sessionId) } };
  },
  'POST /auth/token/refresh/': async ({ refresh = '' }) => {
    const { sid, jti } = await claimsOf(refresh);
    const user = await findSession(sid);
    if (!user) return UNAUTHORIZED;
    const access = await issue('access', user.id, `${sid}`);
    if (ROTATES !== 'true') return { status: 200, body: { access } };
    const next = randomUUID();
    const rotated = await query(
      'rotate',
      'UPDATE sessions SET refresh_id = $1 WHERE id = $2 AND refresh_id = $3 RETURNING id',
      [next, sid, jti],
    );
    if (!rotated) return UNAUTHORIZED;
    return { status: 200, body: { access, refresh: await issue('refresh', user.id, `${sid}`, next) } };
  },
  'GET /auth/me/': async (_, authorization) => {
    const user = await findSession((await claimsOf(authorization.slice('Bearer '.length))).sid);
    return user ? { status: 200, body: user } : UNAUTHORIZED;
  },
  'POST /auth/token/verify/': async ({ token = '' }) =>
    (await findSession((await claimsOf(token)).sid)) ? { status: 200, body: {} } : UNAUTHORIZED,
};

const server = createServer(async (request, response) => {
  const route = ROUTES[`${request.method} ${request.url}`];
  if (route === undefined) {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE);
    return;
  }
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = text === '' ? {} : JSON.parse(text);
  const answer = await route(body, request.headers.authorization ?? '').catch(() => UNAUTHORIZED);
  const json = JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json) });
  response.end(json);
});
server.keepAliveTimeout = 75_000;
server.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
