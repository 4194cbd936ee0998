import * as z from 'zod/mini';
import { Email, newPassword, Password, type PasswordPolicy } from './public-forms';

/** The inputs of what people do to their own account; apart from `schemas.ts`, so that a sign-in page need not load them. */

export const ChangePasswordInput = z.object({ current_password: Password, password: Password });
export const ChangeEmailInput = z.object({ email: Email, password: Password });
export const DeleteAccountInput = z.object({ password: Password });

/** Of a link about an address: a session of its account makes up for the password. */
export const RedeemLinkInput = z.object({ password: z.optional(Password) });

/** The first where it is known whose password it will be, and so which ones may not be chosen. */
export const changePasswordInput = (policy: PasswordPolicy, email: string) =>
  z.object({ current_password: Password, password: newPassword(policy, email) });
