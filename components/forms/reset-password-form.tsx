'use client';

import { useMemo } from 'react';
import type { FormResult } from '@/lib/form-result';
import { newPasswordInput } from '@/lib/schemas/passwords';
import { Button } from '../ui/button';
import { FormStatus } from './form-status';
import { NewPasswordField } from './new-password-field';
import { type PasswordRules, passwordPolicy } from './password-rules';
import { NAVIGATING, useAuthForm } from './use-auth-form';

type ResetPasswordFormProps = {
  result: FormResult | null;
  /** Where a link is redeemed by a new password. */
  action: string;
  /** Whose password it is. */
  email: string;
  rules: PasswordRules;
};

export function ResetPasswordForm({ result, action, email, rules }: ResetPasswordFormProps) {
  const form = useAuthForm<{ password: string }>({
    schema: useMemo(() => newPasswordInput(passwordPolicy(rules), email), [rules, email]),
    fields: ['password'],
    result,
    onSuccess: () => {
      location.assign('/login/');
      return NAVIGATING;
    },
  });
  return (
    <form method="post" action={action} noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {/* Tells a password manager whose password it is to keep; it has no name, so it is not sent. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField
        {...form.field('password')}
        label="New password"
        minLength={rules.minLength}
        isPending={form.isPending}
      />
      <Button isPending={form.isPending} pending="Changing…">
        Change password
      </Button>
    </form>
  );
}
