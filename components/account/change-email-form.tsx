'use client';

import { ChangeEmailInput } from '@/lib/account-schemas';
import { Button } from '../button';
import { Field } from '../field';
import type { FormAnswer } from '../form-answer';
import { FormStatus } from '../form-status';
import { PasswordField } from '../password-field';
import { useAuthForm } from '../use-auth-form';
import { backToAccount } from './back-to-account';

export function ChangeEmailForm({ answer, email }: { answer: FormAnswer | null; email: string }) {
  const form = useAuthForm<{ email: string; password: string }>({
    id: 'change-email',
    schema: ChangeEmailInput,
    fields: ['email', 'password'],
    answer,
    onSuccess: backToAccount,
  });
  return (
    <form method="post" action="/auth/change-email/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field
        {...form.field('email')}
        label="New e-mail"
        type="email"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        defaultValue={answer?.email}
      />
      <PasswordField
        {...form.field('password')}
        label="Your password"
        autoComplete="current-password"
        isPending={form.isPending}
      />
      <Button isPending={form.isPending} pending="Sending…">
        Mail me a link
      </Button>
    </form>
  );
}
