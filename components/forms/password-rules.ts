import { passwordProblems } from '@/lib/password-policy';
import type { PasswordPolicy } from '@/lib/schemas/passwords';

export type PasswordRules = { minLength: number; productNames: readonly string[] };

/** The policy but for the list of common passwords, which is too long for a page: the server has it. */
export const passwordPolicy =
  (rules: PasswordRules): PasswordPolicy =>
  (password, email) =>
    passwordProblems(password, email, { ...rules, isCommon: () => false, isLikeCommon: () => false });
