import * as z from 'zod/mini';
import { Password } from './fields';

/** Of a link about an email: without a password the client needs a session of the account. */
export const RedeemLinkInput = z.object({ password: z.optional(Password) });
