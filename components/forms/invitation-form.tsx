'use client';

import { type ReactNode, useEffect, useMemo } from 'react';
import type { FormResult } from '@/lib/form-result';
import { newPasswordInput } from '@/lib/schemas/passwords';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { FormStatus } from './form-status';
import { NewPasswordField } from './new-password-field';
import { type PasswordRules, passwordPolicy } from './password-rules';
import { NAVIGATING, useAuthForm } from './use-auth-form';
import type { UserFieldsProps } from './user-fields';

type InvitationFormProps = UserFieldsProps & {
  result: FormResult | null;
  /** Where the invitation is accepted. */
  action: string;
  /** The address of the new account. */
  email: string;
  rules: PasswordRules;
  /** Hidden inputs. */
  children: ReactNode;
};

/** @param props.names of every field that holds text, email and password included */
export function InvitationForm({ result, action, email, rules, controls, names, children }: InvitationFormProps) {
  const form = useAuthForm<Record<string, string>>({
    schema: useMemo(() => newPasswordInput(passwordPolicy(rules), email), [rules, email]),
    fields: names,
    result,
    onSuccess: () => {
      location.assign('/account/');
      return NAVIGATING;
    },
  });
  const isDead = form.status.problem?.code === 'invalid_link';
  // The page of an invalid link says what to do instead.
  useEffect(() => {
    if (isDead) location.reload();
  }, [isDead]);
  return (
    <form method="post" action={action} noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {children}
      {/* For people and password managers; the server knows it from the link. */}
      <Field
        {...form.field('email')}
        label="Email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        readOnly
        className="text-muted"
      />
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
