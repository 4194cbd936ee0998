import { recordEvent } from '../../audit/record-event';
import type { RequestContext } from '../../context';
import type { Db } from '../../data/database';
import { type InvitationRow, redeemInvitation } from '../../data/invitations';
import { insertUser } from '../../data/users';
import { AuthError, type FieldErrors, isAuthError } from '../../errors';
import type { PasswordHash } from '../../hashing/password-hasher';
import { invitedProfile, missingFields } from '../../profile/invited-profile';
import type { Profile } from '../../profile/user-fields';
import { newId } from '../../tokens/ids';
import { tokenHash } from '../../tokens/opaque-token';
import { claimEmail } from '../email-address/claim-email';
import { toUserView } from '../profile/user-view';
import { startSession } from '../sessions/start-session';
import { requireInvitation } from './invitations';
import { type Registered, signsIn } from './registered';

type Input = { token: string; password: string; profile: Profile; termsVersion: string | null };

/**
 * Creates the account that an invitation is for, whatever REGISTRATION says. Its address counts as verified, since the
 * link was sent to it, and a browser is signed in. What is refused leaves the invitation as it is.
 * @param input `profile` has only what was typed
 * @throws AuthError `invalid_link`, the same for unknown, accepted, revoked, expired and malformed, and for an address
 * that got an account meanwhile; `invalid_fields`
 */
export async function acceptInvitation(input: Input, ctx: RequestContext): Promise<Registered> {
  return ctx.mutex.runExclusive(`invitation ${tokenHash(input.token).toString('hex')}`, async () => {
    const invitation = await requireInvitation(input.token, ctx);
    const profile = { ...invitedProfile(ctx.config.userFields, invitation.profile), ...input.profile };
    requireAcceptable({ email: invitation.email, password: input.password, profile }, ctx);
    const credential = await ctx.hasher.hash(input.password);
    try {
      return await redeem({ invitation, profile, credential, termsVersion: input.termsVersion }, ctx);
    } catch (error) {
      // All that can be wrong with a field by now is that the address is taken.
      throw isAuthError(error) && error.code === 'invalid_fields' ? new AuthError('invalid_link') : error;
    }
  });
}

/** @throws AuthError `invalid_fields` */
function requireAcceptable(
  { email, password, profile }: { email: string; password: string; profile: Profile },
  ctx: RequestContext,
): void {
  const fields: FieldErrors = {};
  const problems = ctx.passwordPolicy(password, email);
  if (problems.length > 0) fields.password = problems;
  for (const name of missingFields(ctx.config.userFields, profile)) fields[name] = ['This field is required.'];
  if (Object.keys(fields).length > 0) throw new AuthError('invalid_fields', { fields });
}

type Accepted = {
  invitation: InvitationRow;
  profile: Profile;
  credential: PasswordHash;
  termsVersion: string | null;
};

async function redeem(
  { invitation: { id, email, roles }, profile, credential, termsVersion }: Accepted,
  ctx: RequestContext,
): Promise<Registered> {
  const now = ctx.now();
  const work = async (tx: Db) => {
    // The user first, as at a registration of the same address: else each could wait for the other.
    const values = { profile, roles, termsVersion, credential, emailVerifiedAt: now };
    const user = await insertUser(tx, { id: newId(now), email, ...values, now });
    if (!(await redeemInvitation(tx, id, now))) throw new AuthError('invalid_link');
    await ctx.knownClients.remember(tx, { email, passwordSetAt: now }, ctx);
    const event = { event: 'user_created', detail: 'by-invitation' } as const;
    await recordEvent(tx, { ...event, userId: user.id, invitationId: id }, ctx);
    const proven = { id: user.id, email, credentialChangedAt: now };
    const session = signsIn(ctx) ? await startSession(proven, ctx, { within: tx }) : null;
    return { id: user.id, account: toUserView(user, ctx.config), session };
  };
  const { account, session } = await claimEmail(email, work, ctx);
  return { account, session };
}
