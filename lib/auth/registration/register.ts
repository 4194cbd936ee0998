import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import { findUserByEmail, insertUser, type UserRow } from '../../data/users';
import { emailTaken, isAuthError } from '../../errors';
import type { Profile } from '../../profile/user-fields';
import { newId } from '../../tokens/ids';
import { withUniformTiming } from '../../uniform-timing';
import { claimEmail } from '../email-address/claim-email';
import { sendVerificationLink } from '../email-address/send-verification-link';
import { sendResetLink } from '../passwords/send-reset-link';
import { toUserView } from '../profile/user-view';
import { startSession } from '../sessions/start-session';
import { type Registered, signsIn } from './registered';

type Input = { email: string; password: string; profile: Profile; termsVersion: string | null };

/**
 * Makes an account and mails a link to verify its address; a browser is signed in with it, unless addresses
 * must be verified first, and with REGISTER_SIGNS_IN an API client is, too.
 * @param input an email in canonical form, a password that has passed the policy
 * @throws AuthError `invalid_fields` when the email is taken, for the loser of a race too; not under
 * HIDE_UNKNOWN_EMAILS, where the answer is the same and the owner is told
 */
export async function register(input: Input, ctx: RequestContext): Promise<Registered> {
  const { email } = input;
  const user = await ctx.mutex.runExclusive(`register ${email}`, () =>
    ctx.config.hideUnknownEmails ? registerOrNotifyOwner(input, ctx) : add(input, ctx),
  );
  const account = toUserView(user, ctx.config);
  if (ctx.config.requireVerifiedEmail || !signsIn(ctx)) return { account, session: null };
  const session = await startSession({ id: user.id, email, credentialChangedAt: user.createdAt }, ctx);
  return { account, session };
}

async function add({ password, ...user }: Input, ctx: RequestContext): Promise<UserRow> {
  if (await findUserByEmail(ctx.db, user.email)) throw emailTaken();
  const credential = await ctx.hasher.hash(password);
  return insert({ ...user, credential, now: ctx.now() }, ctx);
}

/** For a client that may not learn whether the address is taken: the same response, after the same work. */
async function registerOrNotifyOwner({ password, ...user }: Input, ctx: RequestContext): Promise<UserRow> {
  const credential = await ctx.hasher.hash(password);
  return withUniformTiming(async () => {
    const now = ctx.now();
    let owner = await findUserByEmail(ctx.db, user.email);
    if (!owner) {
      try {
        return await insert({ ...user, credential, now }, ctx);
      } catch (error) {
        if (!isAuthError(error)) throw error;
        owner = await findUserByEmail(ctx.db, user.email);
      }
    }
    if (owner) await sendResetLink(owner, 'account-exists', ctx);
    const termsAcceptedAt = user.termsVersion === null ? null : now;
    const standing = { emailVerifiedAt: null, disabledAt: null, createdAt: now, termsAcceptedAt };
    return { id: newId(now), ...user, ...standing, roles: [] };
  });
}

type Hash = Awaited<ReturnType<RequestContext['hasher']['hash']>>;

type NewUser = Omit<Input, 'password'> & { credential: Hash; now: Date };

function insert(of: NewUser, ctx: RequestContext): Promise<UserRow> {
  const { email, now } = of;
  return claimEmail(
    email,
    async (tx) => {
      const user = await insertUser(tx, { id: newId(now), ...of });
      await ctx.knownClients.remember(tx, { email, passwordSetAt: now }, ctx);
      await recordEvent(tx, { event: 'user_created', userId: user.id }, ctx);
      await sendVerificationLink(tx, user, ctx);
      return user;
    },
    ctx,
  );
}
