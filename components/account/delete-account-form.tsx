'use client';

import { DeleteAccountInput } from '@/lib/account-schemas';
import { Button } from '../button';
import type { FormAnswer } from '../form-answer';
import { FormStatus } from '../form-status';
import { PasswordField } from '../password-field';
import { LEAVING, useAuthForm } from '../use-auth-form';

export function DeleteAccountForm({ answer, email }: { answer: FormAnswer | null; email: string }) {
  const form = useAuthForm<{ password: string }>({
    id: 'delete-account',
    schema: DeleteAccountInput,
    fields: ['password'],
    answer,
    onSuccess: () => {
      location.assign('/login/');
      return LEAVING;
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
      <Button look="danger" isPending={form.isPending} pending="Deleting it…">
        Delete my account
      </Button>
    </form>
  );
}
