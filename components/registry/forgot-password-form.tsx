'use client';

import { useState } from 'react';
import { FormField, FormMessage, SubmitButton, usePosternForm } from './postern-form';

/** Has a link mailed by which one chooses another password. */
export function ForgotPasswordForm() {
  const [isMailed, setIsMailed] = useState(false);
  const form = usePosternForm(() => setIsMailed(true));
  return (
    <form method="post" action="/auth/reset-password/" onSubmit={form.onSubmit} className="grid gap-4">
      <FormMessage>{form.problems.form}</FormMessage>
      <p aria-live="polite">{isMailed ? 'Check your mail: we sent you a link.' : ''}</p>
      <FormField form={form} name="email" label="Email" type="email" autoComplete="username" />
      <SubmitButton form={form} pending="Sending…">
        {isMailed ? 'Resend link' : 'Send link'}
      </SubmitButton>
    </form>
  );
}
