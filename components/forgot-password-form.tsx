'use client';

import { type FormEvent, useState } from 'react';
import { RequestResetInput } from '@/lib/schemas';
import { Alert } from './alert';
import { Button } from './button';
import { EmailField } from './email-field';
import type { FormAnswer } from './form-answer';
import { FormStatus } from './form-status';
import { useAuthForm } from './use-auth-form';

type ForgotPasswordFormProps = { answer: FormAnswer | null; linkMinutes: number };

const CHECK_MAIL_ID = 'check-mail';

export function ForgotPasswordForm({ answer, linkMinutes }: ForgotPasswordFormProps) {
  const [mailedTo, setMailedTo] = useState(answer?.notice === 'check-mail' ? (answer.email ?? '') : null);
  const form = useAuthForm<{ email: string }>({
    schema: RequestResetInput,
    fields: ['email'],
    answer,
    onSuccess: ({ email }) => {
      setMailedTo(email);
      return CHECK_MAIL_ID;
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    setMailedTo(null);
    form.onSubmit(event);
  };
  return (
    <form method="post" action="/auth/reset-password/" noValidate onSubmit={submit}>
      <FormStatus problem={form.problem} autoFocus={form.hadProblem} />
      {mailedTo === null ? null : <CheckMail email={mailedTo} linkMinutes={linkMinutes} />}
      <EmailField {...form.field('email')} defaultValue={answer?.email} />
      <Button isPending={form.isPending} pending="Sending…">
        {mailedTo === null ? 'Mail me a link' : 'Mail it again'}
      </Button>
    </form>
  );
}

function CheckMail({ email, linkMinutes }: { email: string; linkMinutes: number }) {
  return (
    <Alert kind="good" id={CHECK_MAIL_ID} title="Check your mail" autoFocus>
      <p>
        A link is on its way to <strong>{email}</strong>. It works once, within {linkMinutes} minutes. Nothing there?
        Look among the spam, or have it mailed again in a minute.
      </p>
    </Alert>
  );
}
