import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import NextAuth, { CredentialsSignin } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';

/** APP_URL of Postern, and where it listens itself. */
const { POSTERN_URL = 'http://localhost:3000', POSTERN_ADDRESS = 'http://127.0.0.1:3000' } = process.env;

/** `code` is wrong-pair, unverified, throttled or unavailable. */
export class SignInRefused extends CredentialsSignin {
  constructor(code, retryAfterSeconds = 0) {
    super();
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Asks Postern itself under the host of APP_URL: another one is refused, and `fetch` cannot set it. */
function ask(path, { body, headers }) {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new SignInRefused('unavailable'));
    const options = {
      method: body ? 'POST' : 'GET',
      headers: { 'Content-Type': 'application/json', ...headers, Host: new URL(POSTERN_URL).host },
      signal: AbortSignal.timeout(10_000),
    };
    const asked = request(new URL(path, POSTERN_ADDRESS), options, (response) => {
      const { statusCode: status, headers: answered } = response;
      json(response).then((body) => resolve({ status, body, retryAfter: answered['retry-after'] }), fail);
    });
    asked.on('error', fail);
    asked.end(body && JSON.stringify(body));
  });
}

async function authorize({ email, password }, { headers }) {
  // Whose attempt this is. Otherwise all visitors share the limits of this server's address.
  const visitor = {
    'X-Forwarded-For': headers.get('x-forwarded-for') ?? '',
    'User-Agent': headers.get('user-agent') ?? '',
  };
  const signedIn = await ask('/auth/token/', { body: { email, password }, headers: visitor });
  if (signedIn.status !== 200) throw toRefusal(signedIn);
  const { access, refresh } = signedIn.body;
  const me = await ask('/auth/me/', { headers: { ...visitor, Authorization: `Bearer ${access}` } });
  if (me.status !== 200) throw new SignInRefused('unavailable');
  return { id: me.body.id, email: me.body.email, refresh };
}

function toRefusal({ status, body, retryAfter }) {
  if (status === 429) return new SignInRefused('throttled', Number(retryAfter));
  if (status === 401 && body.code === 'email_not_verified') return new SignInRefused('unverified');
  // A 400 names a field that is empty or malformed.
  return new SignInRefused(status === 401 || status === 400 ? 'wrong-pair' : 'unavailable');
}

export const { handlers, auth, signIn, signOut } = NextAuth({
  providers: [Credentials({ credentials: { email: {}, password: {} }, authorize })],
  pages: { signIn: '/' },
  callbacks: {
    // The refresh token stays in the encrypted cookie of Auth.js; the session that pages and scripts see has the ID.
    jwt: ({ token, user }) => (user ? { ...token, refresh: user.refresh } : token),
    session: ({ session, token }) => ({ ...session, user: { ...session.user, id: token.sub } }),
  },
  events: {
    // Ends the session of Postern as well.
    signOut: async ({ token }) => {
      await ask('/auth/token/blacklist/', { body: { refresh: token?.refresh } }).catch(() => {});
    },
  },
});
