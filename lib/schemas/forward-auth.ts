import * as z from 'zod/mini';

/** The query of forward authentication: the role that a proxy requires. An empty one is a role that nobody has. */
export const ForwardAuthInput = z.object({ role: z.optional(z.string()) });
