import type { RequestContext } from '../../context';
import { findAuditEventsBetween } from '../../data/audit-events';
import { findSession, type SessionRow } from '../../data/sessions';
import { findUserById } from '../../data/users';
import { around, eventThatEnded, inWords } from './causing-event';
import type { Reason } from './explanation';
import { shown } from './wording';

type Of = { sessionId: string; userId: string };

/** Why nothing of a session is accepted any more; no reasons while it is live. */
export async function findSessionReasons(
  { sessionId, userId }: Of,
  ctx: RequestContext,
): Promise<{ session: SessionRow | null; reasons: Reason[] }> {
  const session = await findSession(ctx.db, sessionId);
  const user = session?.user ?? (await findUserById(ctx.db, userId));
  if (!user) return { session, reasons: [userDeleted(userId)] };
  const reasons = [
    ...(user.disabledAt ? [userDisabled(user.id, user.disabledAt)] : []),
    ...(session ? await reasonsOf(session, ctx) : [sessionDeleted(sessionId)]),
  ];
  return { session, reasons };
}

async function reasonsOf(session: SessionRow, ctx: RequestContext): Promise<Reason[]> {
  const { endedAt, expiresAt, absoluteExpiresAt, clientId } = session;
  const isOfKnownApp = clientId === null || ctx.config.apps.some(({ id }) => id === clientId);
  const removed = isOfKnownApp ? [] : [appRemoved(clientId)];
  if (endedAt) return [...removed, await sessionEnded({ ...session, endedAt }, ctx)];
  if (expiresAt > ctx.now()) return removed;
  return [...removed, expiresAt < absoluteExpiresAt ? sessionIdle(session, ctx) : sessionOver(session, ctx)];
}

const userDeleted = (userId: string): Reason => ({
  cause: 'user_deleted',
  message:
    'The user of the token does not exist: the account was deleted, or the database is another one or was restored. `npm run audit -- --event user_deleted` lists deletions.',
  found: `no user with the ID ${userId}`,
  expected: 'the user that the token was issued to',
});

export const userDisabled = (userId: string, at: Date): Reason => ({
  cause: 'user_disabled',
  message: `The account was disabled ${shown(at)}. \`npm run users -- enable ${userId}\` allows sign-ins again; sessions and links that have ended stay so.`,
  found: `disabled ${shown(at)}`,
  expected: 'a user who is not disabled',
});

const appRemoved = (clientId: string | null): Reason => ({
  cause: 'app_removed',
  message: 'The session belongs to an app that APPS does not name any more.',
  found: `client_id ${clientId}`,
  expected: 'an app of APPS',
});

const sessionDeleted = (sessionId: string): Reason => ({
  cause: 'session_deleted',
  message: 'The session of the token is not stored any more: a session is deleted a day after its latest end.',
  found: `no session with the ID ${sessionId}`,
  expected: 'a session that has not ended',
});

async function sessionEnded(
  { id, userId, endedAt }: { id: string; userId: string; endedAt: Date },
  { db }: RequestContext,
): Promise<Reason> {
  const event = eventThatEnded({ id, endedAt }, await findAuditEventsBetween(db, { userId }, around(endedAt)));
  return {
    cause: 'session_ended',
    message: `The session ended ${shown(endedAt)}: ${inWords(event)}.`,
    found: `ended ${shown(endedAt)}`,
    expected: 'a session that has not ended',
  };
}

function sessionIdle({ lastUsedAt, expiresAt }: SessionRow, { config, now }: RequestContext): Reason {
  return {
    cause: 'session_idle',
    message: `The session expired because it was not used for ${config.refreshTokenSeconds} s (REFRESH_TOKEN_SECONDS); it was last used ${shown(lastUsedAt)}.`,
    found: `expired ${shown(expiresAt)}`,
    expected: `later than ${shown(now())}`,
  };
}

function sessionOver({ createdAt, absoluteExpiresAt }: SessionRow, { now }: RequestContext): Reason {
  return {
    cause: 'session_over',
    message: `The session reached its absolute end, which its use does not move (SESSION_MAX_SECONDS; 12 hours for one that ends with its browser); it began ${shown(createdAt)}.`,
    found: `expired ${shown(absoluteExpiresAt)}`,
    expected: `later than ${shown(now())}`,
  };
}
