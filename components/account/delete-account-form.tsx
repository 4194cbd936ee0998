'use client';

import { DeleteAccountInput } from '@/lib/schemas/account';
import type { FormAnswer } from '../forms/form-problems';
import { FormStatus } from '../forms/form-status';
import { PasswordField } from '../forms/password-field';
import { NAVIGATING, useAuthForm } from '../forms/use-auth-form';
import { Button } from '../ui/button';

export function DeleteAccountForm({ answer, email }: { answer: FormAnswer | null; email: string }) {
  const form = useAuthForm<{ password: string }>({
    id: 'delete-account',
    schema: DeleteAccountInput,
    fields: ['password'],
    answer,
    onSuccess: () => {
      location.assign('/login/');
      return NAVIGATING;
    },
  });
  return (
    <form method="post" action="/auth/me/delete/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        {...form.field('password')}
        label="Your password"
        autoComplete="current-password"
        isPending={form.isPending}
      />
      <Button look="danger" isPending={form.isPending} pending="Deleting…">
        Delete my account
      </Button>
    </form>
  );
}
