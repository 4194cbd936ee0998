'use client';

import { FormField, FormMessage, SubmitButton, usePosternForm } from './postern-form';

/** For a screen of your own behind the mailed link (RESET_URL). @param props.token the one in the link */
export function ResetPasswordForm({ token, next = '/login/' }: { token: string; next?: string }) {
  const form = usePosternForm(() => location.assign(next));
  const action = `/auth/reset-password/${encodeURIComponent(token)}/`;
  return (
    <form method="post" action={action} onSubmit={form.onSubmit} className="grid gap-4">
      <FormMessage>{form.problems.form}</FormMessage>
      <FormField
        form={form}
        name="password"
        label="New password"
        type="password"
        autoComplete="new-password"
        minLength={8}
      />
      <SubmitButton form={form} pending="Changing your password…">
        Change password
      </SubmitButton>
    </form>
  );
}
