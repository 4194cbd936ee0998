import { BatchedLookup } from './batched-lookup';
import type { Db } from './database';
import { Prisma } from './generated/client';
import type { SessionRow } from './sessions';
import type { UserRow } from './users';

/** Finds sessions with their users, for the check that every authenticated request makes: one statement for many requests. */
export type SessionLookup = Readonly<{
  byId(id: string): Promise<SessionRow | null>;
  byCookie(cookieHash: Uint8Array): Promise<SessionRow | null>;
}>;

/** A session and its user as one row. */
type JoinedRow = Omit<SessionRow, 'user'> & { cookieHash: Uint8Array | null } & Omit<UserRow, 'id' | 'createdAt'> & {
    userCreatedAt: Date;
  };

export function createSessionLookup(db: Db): SessionLookup {
  const byId = new BatchedLookup(async (ids) => {
    const rows = await find(db, Prisma.sql`s.id IN (${Prisma.join(ids.map((id) => Prisma.sql`${id}::uuid`))})`);
    return new Map(rows.map((row) => [row.id, toSession(row)]));
  });
  const byCookie = new BatchedLookup(async (hashes) => {
    const keys = hashes.map((hash) => Buffer.from(hash, 'hex'));
    const rows = await find(db, Prisma.sql`s.cookie_hash IN (${Prisma.join(keys)})`);
    return new Map(rows.map((row) => [hexOf(row.cookieHash ?? new Uint8Array()), toSession(row)]));
  });
  return { byId: (id) => byId.find(id), byCookie: (cookieHash) => byCookie.find(hexOf(cookieHash)) };
}

const find = (db: Db, condition: Prisma.Sql): Promise<JoinedRow[]> => db.$queryRaw<JoinedRow[]>`
  SELECT s.id, s.user_id AS "userId", s.created_at AS "createdAt", s.last_used_at AS "lastUsedAt",
    s.expires_at AS "expiresAt", s.absolute_expires_at AS "absoluteExpiresAt", s.ended_at AS "endedAt",
    s.refresh_jti AS "refreshJti", s.refresh_issued_at AS "refreshIssuedAt", s.refresh_presented_at AS "refreshPresentedAt",
    s.previous_refresh_jti AS "previousRefreshJti", s.rotation_subnet_mac AS "rotationSubnetMac",
    s.rotation_user_agent_mac AS "rotationUserAgentMac", s.address, s.user_agent_label AS "userAgentLabel",
    s.client_id AS "clientId", s.browser_session_id AS "browserSessionId", s.scope,
    s.authenticated_at AS "authenticatedAt", s.time_moves AS "timeMoves", s.cookie_hash AS "cookieHash", u.email, u.email_verified_at AS "emailVerifiedAt", u.disabled_at AS "disabledAt",
    u.created_at AS "userCreatedAt", u.profile, u.roles,
    u.terms_version AS "termsVersion", u.terms_accepted_at AS "termsAcceptedAt"
  FROM sessions s JOIN users u ON u.id = s.user_id WHERE ${condition}`;

function toSession({
  cookieHash: _,
  email,
  emailVerifiedAt,
  disabledAt,
  userCreatedAt,
  profile,
  roles,
  termsVersion,
  termsAcceptedAt,
  ...session
}: JoinedRow): SessionRow {
  const { userId: id } = session;
  const standing = { emailVerifiedAt, disabledAt, createdAt: userCreatedAt, termsVersion, termsAcceptedAt };
  return { ...session, user: { id, email, ...standing, profile, roles } };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
