import {
  type Invited,
  type IssuedInvitation,
  mailInvitation,
  printInvitation,
  recordRevocation,
  whyNotInvited,
} from '../auth/registration/invitations';
import type { RequestContext } from '../context';
import type { Db } from '../data/database';
import { findInvitation, findOpenInvitations, type InvitationRow, revokeInvitation } from '../data/invitations';
import { lockRecipient } from '../data/recipient-mails';
import { inTransaction } from '../data/transaction';
import { parseFieldValues, requireRoles } from './user-profile';

/** How operators bring people in: by a link that each of them accepts. */

/** An invitation as operators see it. The link is shown when it is issued, and never again. */
export type InvitationSummary = { id: string; email: string; created_at: string; expires_at: string };

type Wanted = { email: string; roles: readonly string[]; values: Readonly<Record<string, string>> };

type Refused = { refusal: 'has-account' | 'reserved' | 'mail-budget'; email: string };
type Issued = { refusal: null; id: string; email: string; expires_at: string };

/**
 * Mails an invitation, in the place of an earlier one to the same address. The mail limits hold for an operator too.
 * @throws AuthError `invalid_fields` for a role or a field that there is not
 */
export function inviteUser(wanted: Wanted, ctx: RequestContext): Promise<Refused | Issued> {
  return invite(wanted, ctx, async (tx, invited) => {
    const issued = await mailInvitation(tx, invited, ctx);
    return issued ? toIssued(invited, issued) : ({ refusal: 'mail-budget', email: invited.email } as const);
  });
}

/** The same, but the link is for the operator to pass on: no mail limit, no mail. @throws AuthError as above */
export function createUser(wanted: Wanted, ctx: RequestContext): Promise<Refused | (Issued & { link: string })> {
  return invite(wanted, ctx, async (tx, invited) => {
    const issued = await printInvitation(tx, invited, ctx);
    return { ...toIssued(invited, issued), link: issued.link };
  });
}

const toIssued = ({ email }: Invited, { id, expiresAt }: IssuedInvitation): Issued => ({
  refusal: null,
  id,
  email,
  expires_at: expiresAt.toISOString(),
});

async function invite<Result>(
  { email, roles, values }: Wanted,
  ctx: RequestContext,
  issue: (tx: Db, invited: Invited) => Promise<Result>,
): Promise<Refused | Result> {
  const invited = { email, roles: requireRoles(roles, ctx), profile: parseFieldValues(values, ctx) };
  return inTransaction(ctx, async (tx) => {
    // Of two at once the second must see the first, and what a registration has done that mails to the address.
    await lockRecipient(tx, ctx.outbox.recipientKey(email));
    const refusal = await whyNotInvited(tx, email, ctx);
    return refusal ? { refusal, email } : issue(tx, invited);
  });
}

/**
 * Lists the invitations that can be accepted, newest first, page by page.
 * @param query `before`: the ID of the last invitation of the page before
 * @returns `next_before`, null on the last page
 */
export async function listInvitations(
  { before, limit }: { before?: string | undefined; limit: number },
  ctx: RequestContext,
): Promise<{ invitations: InvitationSummary[]; next_before: string | null }> {
  const found = await findOpenInvitations(ctx.db, { now: ctx.now(), before, limit: limit + 1 });
  const invitations = found.slice(0, limit).map(toSummary);
  return { invitations, next_before: found.length > limit ? (invitations.at(-1)?.id ?? null) : null };
}

const toSummary = ({ id, email, createdAt, expiresAt }: InvitationRow): InvitationSummary => ({
  id,
  email,
  created_at: createdAt.toISOString(),
  expires_at: expiresAt.toISOString(),
});

/**
 * Makes an invitation invalid.
 * @returns `email` null for an unknown one; `changed` false when it was invalid before
 */
export function revokeInvitationById(
  { id }: { id: string },
  ctx: RequestContext,
): Promise<{ id: string; email: string | null; changed: boolean }> {
  return inTransaction(ctx, async (tx) => {
    const changed = await revokeInvitation(tx, id, ctx.now());
    if (changed) await recordRevocation(tx, id, ctx);
    return { id, email: (await findInvitation(tx, id))?.email ?? null, changed };
  });
}
