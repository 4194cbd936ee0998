import * as z from 'zod/mini';
import { refuse, type Schema } from './fields';
import { taking } from './taking';

/** By which a new user accepts the terms: their version, as the page's check box sends it. */
export const TERMS_FIELD = 'terms_version';

/**
 * The terms that a new user accepts: no version but the present one.
 * @param version undefined where nothing is to be accepted
 */
export function termsInput(version: string | undefined): Schema<{ termsVersion: string | null }> {
  const schema = z.pipe(
    z.looseObject({}),
    z.transform((body: Record<string, unknown>, context) => {
      if (version === undefined) return { termsVersion: null };
      if (Object.hasOwn(body, TERMS_FIELD) && body[TERMS_FIELD] === version) return { termsVersion: version };
      return refuse(context, 'Accept the current terms to continue.', [TERMS_FIELD]);
    }),
  );
  return taking(schema, () => (version === undefined ? [] : [z.object({ [TERMS_FIELD]: z.literal(version) })]));
}
