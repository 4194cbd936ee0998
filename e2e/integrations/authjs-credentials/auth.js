import NextAuth, { CredentialsSignin } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';

const { POSTERN_URL = 'http://localhost:3000' } = process.env; // APP_URL of Postern

/** `code` is wrong-pair, unverified, throttled or unavailable. */
export class SignInRefused extends CredentialsSignin {
  constructor(code, retryAfterSeconds = 0) {
    super();
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function ask(path, { body, headers }) {
  return fetch(POSTERN_URL + path, {
    method: body ? 'POST' : 'GET',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  }).catch(() => {
    throw new SignInRefused('unavailable');
  });
}

async function authorize({ email, password }, { headers }) {
  // Whose attempt this is. Otherwise all visitors share the limits of this server's address.
  const visitor = {
    'X-Forwarded-For': headers.get('x-forwarded-for') ?? '',
    'User-Agent': headers.get('user-agent') ?? '',
  };
  const response = await ask('/auth/token/', { body: { email, password }, headers: visitor });
  if (!response.ok) throw await toRefusal(response);
  const { access, refresh } = await response.json();
  const me = await ask('/auth/me/', { headers: { ...visitor, Authorization: `Bearer ${access}` } });
  if (!me.ok) throw new SignInRefused('unavailable');
  const user = await me.json();
  return { id: user.id, email: user.email, refresh };
}

async function toRefusal(response) {
  const { code } = await response.json().catch(() => ({}));
  if (response.status === 429) return new SignInRefused('throttled', Number(response.headers.get('Retry-After')));
  if (response.status === 401 && code === 'email_not_verified') return new SignInRefused('unverified');
  // A 400 names a field that is empty or malformed.
  return new SignInRefused(response.status === 401 || response.status === 400 ? 'wrong-pair' : 'unavailable');
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
