import type { RequestContext } from '../context';
import { findUserByEmail, insertUser } from '../data/users';
import { fieldError } from '../errors';
import { type Account, toAccount } from './account';
import { beginSession, type NewSession } from './begin-session';

export type Registered = { account: Account; session: NewSession | null };

/**
 * Makes an account; a browser is signed in with it.
 * @param input an e-mail in canonical form, a password that has passed the policy
 * @throws AuthError `invalid_fields` when the e-mail is taken, for the loser of a race too.
 */
export async function register(
  { email, password }: { email: string; password: string },
  ctx: RequestContext,
): Promise<Registered> {
  const user = await ctx.turns.take(`register ${email}`, async () => {
    if (await findUserByEmail(ctx.db, email)) throw emailTaken();
    const credential = await ctx.hasher.hash(password);
    const now = ctx.now();
    // Before the account is there: should it fail, nothing has happened.
    await ctx.limits.makeKnown(ctx.db, { email, passwordSetAt: now }, ctx.address);
    return insertUser(ctx.db, { email, credential, now });
  });
  if (!user) throw emailTaken();
  const credentialChangedAt = user.createdAt;
  if (ctx.caller === 'browser') {
    const session = await beginSession({ id: user.id, email, credentialChangedAt }, ctx);
    return { account: toAccount(user), session };
  }
  return { account: toAccount(user), session: null };
}

const emailTaken = () => fieldError('email', 'user with this email already exists.');
