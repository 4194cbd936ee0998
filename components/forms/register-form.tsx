'use client';

import { type ReactNode, useMemo } from 'react';
import type { FormResult } from '@/lib/form-result';
import { registerInput } from '@/lib/schemas/registration';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { EmailField } from './email-field';
import { FormStatus } from './form-status';
import { NewPasswordField } from './new-password-field';
import { type PasswordRules, passwordPolicy } from './password-rules';
import { NAVIGATING, useAuthForm } from './use-auth-form';
import type { UserFieldsProps } from './user-fields';

type RegisterFormProps = UserFieldsProps & {
  result: FormResult | null;
  /** The page after success. */
  goesTo: string;
  rules: PasswordRules;
  /** Hidden inputs. */
  children: ReactNode;
};

/** @param props.names of every field that holds text, email and password included */
export function RegisterForm({ result, goesTo, rules, controls, names, children }: RegisterFormProps) {
  const form = useAuthForm<Record<string, string>>({
    schema: useMemo(() => registerInput(passwordPolicy(rules)), [rules]),
    fields: names,
    result,
    onSuccess: () => {
      location.assign(goesTo);
      return NAVIGATING;
    },
  });
  return (
    <form method="post" action="/auth/register/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {children}
      <EmailField {...form.field('email')} defaultValue={result?.email} />
      <NewPasswordField
        {...form.field('password')}
        label="Password"
        minLength={rules.minLength}
        isPending={form.isPending}
      />
      {controls.map((control) => (
        <Field key={control.name} {...form.field(control.name)} {...control} />
      ))}
      <Button isPending={form.isPending} pending="Creating your account…">
        Create account
      </Button>
    </form>
  );
}
