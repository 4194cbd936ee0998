'use client';

import type { FormResult } from '@/lib/form-result';
import { SignInInput } from '@/lib/schemas/sign-in';
import { Button } from '../ui/button';
import { EmailField } from './email-field';
import { FormStatus } from './form-status';
import { PasswordField } from './password-field';
import { NAVIGATING, useAuthForm } from './use-auth-form';

/** @param next a path of this origin, checked */
export function LoginForm({ result, next }: { result: FormResult | null; next: string | undefined }) {
  const form = useAuthForm<{ email: string; password: string }>({
    schema: SignInInput,
    fields: ['email', 'password'],
    result,
    onSuccess: () => {
      location.assign(next ?? '/account/');
      return NAVIGATING;
    },
  });
  return (
    <form method="post" action="/auth/token/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <EmailField {...form.field('email')} defaultValue={result?.email} />
      <PasswordField
        {...form.field('password')}
        label="Password"
        autoComplete="current-password"
        isPending={form.isPending}
      />
      <Button isPending={form.isPending} pending="Signing in…">
        Sign in
      </Button>
    </form>
  );
}
