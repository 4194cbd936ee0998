'use client';

import { useMemo } from 'react';
import type { FormResult } from '@/lib/form-result';
import { changePasswordInput } from '@/lib/schemas/passwords';
import { FormStatus } from '../forms/form-status';
import { NewPasswordField } from '../forms/new-password-field';
import { PasswordField } from '../forms/password-field';
import { type PasswordRules, passwordPolicy } from '../forms/password-rules';
import { useAuthForm } from '../forms/use-auth-form';
import { Button } from '../ui/button';
import { backToAccount } from './back-to-account';

type ChangePasswordFormProps = { result: FormResult | null; email: string; rules: PasswordRules };

export function ChangePasswordForm({ result, email, rules }: ChangePasswordFormProps) {
  const form = useAuthForm<{ current_password: string; password: string }>({
    id: 'change-password',
    schema: useMemo(() => changePasswordInput(passwordPolicy(rules), email), [rules, email]),
    fields: ['current_password', 'password'],
    result,
    onSuccess: backToAccount,
  });
  return (
    <form method="post" action="/auth/change-password/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {/* Tells a password manager whose password it is to keep; it has no name, so it is not sent. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        {...form.field('current_password')}
        label="Current password"
        autoComplete="current-password"
        isPending={form.isPending}
      />
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
