'use client';

import type { ReactNode } from 'react';
import type { FormResult } from '@/lib/form-result';
import { SignInInput } from '@/lib/schemas/sign-in';
import { Button } from '../ui/button';
import { EmailField } from './email-field';
import { FormStatus } from './form-status';
import { PasswordField } from './password-field';
import { NAVIGATING, useAuthForm } from './use-auth-form';

type LoginFormProps = {
  result: FormResult | null;
  /** The page after success. */
  goesTo: string;
  /** Further controls, which the server renders. */
  children: ReactNode;
};

export function LoginForm({ result, goesTo, children }: LoginFormProps) {
  const form = useAuthForm<{ email: string; password: string }>({
    schema: SignInInput,
    fields: ['email', 'password'],
    result,
    onSuccess: () => {
      location.assign(goesTo);
      return NAVIGATING;
    },
  });
  return (
    <form method="post" action="/auth/token/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      <EmailField {...form.field('email')} defaultValue={result?.email} />
      <PasswordField
        {...form.field('password')}
        label="Password"
        autoComplete="current-password"
        isPending={form.isPending}
      />
      {children}
      <Button isPending={form.isPending} pending="Signing in…">
        Sign in
      </Button>
    </form>
  );
}
