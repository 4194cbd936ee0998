import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../context';
import { pseudonymiseAuditEvents } from '../data/audit-events';
import type { Db } from '../data/database';
import { deleteUser, type UserRow } from '../data/users';
import { mailNotice } from './notices';
import { record } from './record';

/**
 * A user is gone from every table and queue, at once; what happened stays in the audit trail under a
 * pseudonym that leads to nobody. The farewell is the one mail left, and goes with its sending.
 * @param user locked by this transaction
 */
export async function eraseUser(tx: Db, user: UserRow, ctx: RequestContext): Promise<void> {
  const pseudonym = randomUUID();
  await pseudonymiseAuditEvents(tx, user.id, pseudonym);
  await deleteUser(tx, user.id);
  await ctx.limits.forgive(tx, user.email);
  await mailNotice(tx, { kind: 'account-deleted', to: user.email, deletedAt: ctx.now().toISOString() }, null, ctx);
  await record(tx, { event: 'user_deleted', userId: pseudonym }, { ...ctx, address: '', userAgent: undefined });
}
