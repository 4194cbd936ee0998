import * as z from 'zod/mini';

/** The query of forward authentication: the role that a proxy requires. No user has an empty role. */
export const ForwardAuthInput = z.object({ role: z.optional(z.string()) });
