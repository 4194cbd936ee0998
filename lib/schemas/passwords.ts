import * as z from 'zod/mini';
import { Password, refuse } from './fields';

/** Every reason why a password may not be chosen, a sentence each. `email` is null while it is not valid. */
export type PasswordPolicy = (password: string, email: string | null) => string[];

export const NewPasswordInput = z.object({ password: Password });
export const ChangePasswordInput = z.object({ current_password: Password, password: Password });

/** A new password of a known account: the policy rejects its email as a password. */
const newPassword = (policy: PasswordPolicy, email: string) =>
  Password.check((context) => {
    for (const message of policy(context.value, email)) refuse(context, message);
  });

export const newPasswordInput = (policy: PasswordPolicy, email: string) =>
  z.object({ password: newPassword(policy, email) });

export const changePasswordInput = (policy: PasswordPolicy, email: string) =>
  z.object({ current_password: Password, password: newPassword(policy, email) });
