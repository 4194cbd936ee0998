'use client';

import type { ReactNode } from 'react';
import type { FormResult } from '@/lib/form-result';
import { NoInput } from '@/lib/schemas/fields';
import { FormStatus } from '../forms/form-status';
import { useAuthForm } from '../forms/use-auth-form';
import type { UserFieldsProps } from '../forms/user-fields';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { backToAccount } from './back-to-account';

type ProfileFormProps = UserFieldsProps & {
  result: FormResult | null;
  /** Hidden inputs. */
  children: ReactNode;
};

/** The fields that the owner may change. Only the server knows what they allow. */
export function ProfileForm({ result, controls, names, children }: ProfileFormProps) {
  const form = useAuthForm<Record<string, string>>({
    id: 'profile',
    schema: NoInput,
    fields: names,
    result,
    onSuccess: backToAccount,
  });
  return (
    <form method="post" action="/auth/me/" noValidate onSubmit={form.onSubmit}>
      <FormStatus {...form.status} />
      {children}
      {controls.map((control) => (
        <Field key={control.name} {...form.field(control.name)} {...control} />
      ))}
      <Button isPending={form.isPending} pending="Saving…">
        Save
      </Button>
    </form>
  );
}
