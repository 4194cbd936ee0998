'use client';

import { useMemo } from 'react';
import type { FormResult } from '@/lib/form-result';
import { registerInput } from '@/lib/schemas/registration';
import { Button } from '../ui/button';
import { EmailField } from './email-field';
import { FormStatus } from './form-status';
import { NewPasswordField } from './new-password-field';
import { type PasswordRules, passwordPolicy } from './password-rules';
import { NAVIGATING, useAuthForm } from './use-auth-form';

type RegisterFormProps = {
  result: FormResult | null;
  next: string | undefined;
  /** The page after success. */
  goesTo: string;
  rules: PasswordRules;
};

/** @param props.next a path of this origin, checked */
export function RegisterForm({ result, next, goesTo, rules }: RegisterFormProps) {
  const form = useAuthForm<{ email: string; password: string }>({
    schema: useMemo(() => registerInput(passwordPolicy(rules)), [rules]),
    fields: ['email', 'password'],
    result,
    onSuccess: () => {
      location.assign(goesTo);
      return NAVIGATING;
    },
  });
  return (
    <form method="post" action="/auth/register/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {next ? <input type="hidden" name="next" value={next} /> : null}
      <EmailField {...form.field('email')} defaultValue={result?.email} />
      <NewPasswordField
        {...form.field('password')}
        label="Password"
        minLength={rules.minLength}
        isPending={form.isPending}
      />
      <Button isPending={form.isPending} pending="Creating your account…">
        Create account
      </Button>
    </form>
  );
}
