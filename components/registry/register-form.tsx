'use client';

import { FormField, FormMessage, SubmitButton, usePosternForm } from './postern-form';

/** Add a field for each required profile field. @param props.next the path after success, on this origin */
export function RegisterForm({ next = '/account/' }: { next?: string }) {
  const form = usePosternForm(() => location.assign(next));
  return (
    <form method="post" action="/auth/register/" onSubmit={form.onSubmit} className="grid gap-4">
      <input type="hidden" name="next" value={next} />
      <FormMessage>{form.problems.form}</FormMessage>
      <FormField form={form} name="email" label="Email" type="email" autoComplete="username" />
      <FormField
        form={form}
        name="password"
        label="Password"
        type="password"
        autoComplete="new-password"
        minLength={8}
      />
      <SubmitButton form={form} pending="Creating your account…">
        Create account
      </SubmitButton>
    </form>
  );
}
