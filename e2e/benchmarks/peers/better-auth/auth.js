// better-auth as its documentation sets it up with email, password and PostgreSQL. Different are: the hash, which is that of the
// other servers (its own is scrypt); its rate limit, which allows three sign-ins in ten seconds; and the algorithm of its JWTs.
import bcrypt from 'bcrypt';
import { betterAuth } from 'better-auth';
import { jwt } from 'better-auth/plugins';
import pg from 'pg';

const BCRYPT_COST = 12;

export const auth = betterAuth({
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }),
  emailAndPassword: {
    enabled: true,
    autoSignIn: false,
    password: {
      hash: (password) => bcrypt.hash(password, BCRYPT_COST),
      verify: ({ hash, password }) => bcrypt.compare(password, hash),
    },
  },
  // Without it, each look-up asks the database, so that a session that was ended is refused at once.
  session: { cookieCache: { enabled: false } },
  rateLimit: { enabled: false },
  // A JWT comes from its own endpoint only: it would otherwise be made at each look-up of a session, too.
  plugins: [jwt({ jwks: { keyPairConfig: { alg: 'ES256' } }, disableSettingJwtHeader: true })],
});
