import * as z from 'zod/mini';
import type { Schema } from './fields';
import { taking } from './taking';

/** The checkbox of the sign-in page: a browser sends it only while it is checked. */
export const KEEP_SIGNED_IN = 'keep_signed_in';

/** @param sessionCookie without being asked, every browser is kept signed in */
export function keepSignedInInput(sessionCookie: 'keep' | 'ask'): Schema<{ isKept: boolean }> {
  const schema = z.pipe(
    z.looseObject({}),
    z.transform((body: Record<string, unknown>) => ({
      isKept: sessionCookie === 'keep' || (Object.hasOwn(body, KEEP_SIGNED_IN) && body[KEEP_SIGNED_IN] === 'true'),
    })),
  );
  return taking(schema, () =>
    sessionCookie === 'keep' ? [] : [z.object({ [KEEP_SIGNED_IN]: z.optional(z.string()) })],
  );
}
