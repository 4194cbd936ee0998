import type { Context } from '../../context';
import { type SessionRow, touchSession } from '../../data/sessions';
import { idleExpiry, needsExtension } from './session-policy';

/** Notes that a session was used. @returns false when it has ended since it was looked up. */
export async function extendSession(session: SessionRow, ctx: Context): Promise<boolean> {
  const now = ctx.now();
  if (!needsExtension(session.lastUsedAt, now, ctx.config)) return true;
  const expiresAt = idleExpiry(now, session.absoluteExpiresAt, ctx.config);
  return touchSession(ctx.db, session.id, { now, expiresAt });
}
