'use client';

import { FormField, FormMessage, SubmitButton, usePosternForm } from './postern-form';

/** @param props.next the path after success, on this origin */
export function LoginForm({ next = '/account/' }: { next?: string }) {
  const form = usePosternForm(() => location.assign(next));
  return (
    <form method="post" action="/auth/token/" onSubmit={form.onSubmit} className="grid gap-4">
      <input type="hidden" name="next" value={next} />
      <FormMessage>{form.problems.form}</FormMessage>
      <FormField form={form} name="email" label="Email" type="email" autoComplete="username" />
      <FormField form={form} name="password" label="Password" type="password" autoComplete="current-password" />
      <SubmitButton form={form} pending="Signing in…">
        Sign in
      </SubmitButton>
    </form>
  );
}
