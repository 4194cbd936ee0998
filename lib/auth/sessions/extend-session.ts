import type { Context } from '../../context';
import { type SessionRow, touchSession } from '../../data/sessions';
import { idleEnd, isWorthTouching } from './session-policy';

/** Notes that a session was used. @returns false when it has ended since it was looked up. */
export async function keepSessionAlive(session: SessionRow, ctx: Context): Promise<boolean> {
  const now = ctx.now();
  if (!isWorthTouching(session.lastUsedAt, now, ctx.config)) return true;
  const expiresAt = idleEnd(now, session.endsAt, ctx.config);
  return touchSession(ctx.db, session.id, { now, expiresAt });
}
