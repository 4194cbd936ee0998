'use client';

import { type ReactNode, useEffect } from 'react';
import type { FormResult } from '@/lib/form-result';
import { NewPasswordInput } from '@/lib/schemas/passwords';
import { FormStatus } from '../forms/form-status';
import { PasswordField } from '../forms/password-field';
import { useAuthForm } from '../forms/use-auth-form';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { backToAccount } from './back-to-account';

type LinkPasswordFormProps = {
  result: FormResult | null;
  /** Where the link is redeemed. */
  action: string;
  /** The address the link is about, and what it is called. */
  email: string;
  label: string;
  /** On the button. */
  children: string;
  /** Above the fields. */
  intro: ReactNode;
};

/** Redeems a link about an address by the password of its account, and signs in. */
export function LinkPasswordForm({ result, action, email, label, children, intro }: LinkPasswordFormProps) {
  const form = useAuthForm<{ email: string; password: string }>({
    // Of the same shape, and part of every page's script: this page must not outgrow the others.
    schema: NewPasswordInput,
    fields: ['email', 'password'],
    result,
    onSuccess: backToAccount,
  });
  const isDead = form.status.problem?.code === 'invalid_link';
  // The page of an invalid link says what to do instead.
  useEffect(() => {
    if (isDead) location.reload();
  }, [isDead]);
  return (
    <form method="post" action={action} noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {intro}
      {/* It tells people and password managers whose password is asked for; the server knows from the link. */}
      <Field
        {...form.field('email')}
        label={label}
        type="email"
        autoComplete="username"
        defaultValue={email}
        readOnly
        className="text-muted"
      />
      <PasswordField
        {...form.field('password')}
        label="Password"
        autoComplete="current-password"
        isPending={form.isPending}
      />
      <Button isPending={form.isPending} pending="One moment…">
        {children}
      </Button>
    </form>
  );
}
