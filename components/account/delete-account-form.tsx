'use client';

import type { FormResult } from '@/lib/form-result';
import { DeleteAccountInput } from '@/lib/schemas/account';
import { FormStatus } from '../forms/form-status';
import { PasswordField } from '../forms/password-field';
import { NAVIGATING, useAuthForm } from '../forms/use-auth-form';
import { Button } from '../ui/button';

export function DeleteAccountForm({ result, email }: { result: FormResult | null; email: string }) {
  const form = useAuthForm<{ password: string }>({
    id: 'delete-account',
    schema: DeleteAccountInput,
    fields: ['password'],
    result,
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
