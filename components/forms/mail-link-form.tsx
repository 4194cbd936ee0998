'use client';

import { type FormEvent, useState } from 'react';
import { type FormResult, noticeOf } from '@/lib/form-result';
import { EmailInput } from '@/lib/schemas/email-address';
import { Alert } from '../ui/alert';
import { Button } from '../ui/button';
import { EmailField } from './email-field';
import { FormStatus } from './form-status';
import { useAuthForm } from './use-auth-form';

type MailLinkFormProps = {
  action: string;
  result: FormResult | null;
  /** In the field as long as there is no result. */
  email?: string | undefined;
  /** What is said before, and after, the address that was typed, once the link is mailed. */
  mailed: [before: string, after: string];
};

const CHECK_MAIL_ID = 'check-mail';

const mailedToOf = (result: FormResult | null) => (noticeOf(result) === 'check-mail' ? (result?.email ?? '') : null);

/** Has a link mailed, and says so on the same page. */
export function MailLinkForm({ action, result, email, mailed: [before, after] }: MailLinkFormProps) {
  const [mailedTo, setMailedTo] = useState(mailedToOf(result));
  const form = useAuthForm<{ email: string }>({
    schema: EmailInput,
    fields: ['email'],
    result,
    onSuccess: (success) => {
      setMailedTo(mailedToOf(success));
      return CHECK_MAIL_ID;
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    setMailedTo(null);
    form.onSubmit(event);
  };
  return (
    <form method="post" action={action} noValidate onSubmit={submit}>
      <FormStatus {...form.status} />
      {mailedTo === null ? null : (
        <Alert kind="good" id={CHECK_MAIL_ID} title="Check your mail" autoFocus>
          <p>
            {before} <strong>{mailedTo}</strong>
            {after}
          </p>
        </Alert>
      )}
      <EmailField {...form.field('email')} defaultValue={result?.email ?? email} />
      <Button isPending={form.isPending} pending="Sending…">
        {mailedTo === null ? 'Send link' : 'Resend link'}
      </Button>
    </form>
  );
}
