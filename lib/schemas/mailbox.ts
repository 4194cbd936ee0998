import * as z from 'zod/mini';
import { canonicalEmail } from './fields';

/** The query of the mailbox: the mails of one recipient, or all. */
export const MailboxInput = z.object({
  to: z.optional(
    z.pipe(
      z.string(),
      z.transform((to: string) => canonicalEmail(to) ?? to),
    ),
  ),
});
