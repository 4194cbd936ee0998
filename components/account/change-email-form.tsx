'use client';

import type { FormResult } from '@/lib/form-result';
import { ChangeEmailInput } from '@/lib/schemas/email-address';
import { FormStatus } from '../forms/form-status';
import { PasswordField } from '../forms/password-field';
import { useAuthForm } from '../forms/use-auth-form';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { backToAccount } from './back-to-account';

export function ChangeEmailForm({ result, email }: { result: FormResult | null; email: string }) {
  const form = useAuthForm<{ email: string; password: string }>({
    id: 'change-email',
    schema: ChangeEmailInput,
    fields: ['email', 'password'],
    result,
    onSuccess: backToAccount,
  });
  return (
    <form method="post" action="/auth/change-email/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field
        {...form.field('email')}
        label="New email"
        type="email"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={result?.email}
      />
      <PasswordField
        {...form.field('password')}
        label="Your password"
        autoComplete="current-password"
        isPending={form.isPending}
      />
      <Button isPending={form.isPending} pending="Sending…">
        Send link
      </Button>
    </form>
  );
}
