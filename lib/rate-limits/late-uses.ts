import type { Db } from '../data/database';
import { type Counter, countIfRoom } from './account-counter';
import { RECORDED_LATE_USES } from './policy';

/** Counts a late use of a session's previous refresh token. @returns whether it is one of those that are recorded */
export const countLateUse = (db: Db, sessionId: string, ctx: Counter): Promise<boolean> =>
  countIfRoom(db, `late-uses ${sessionId}`, RECORDED_LATE_USES, ctx);
