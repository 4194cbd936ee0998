'use client';

import { type ChangeEvent, type ComponentProps, useEffect, useState } from 'react';
import { PasswordField } from './password-field';
import { StrengthHint } from './strength-hint';

type NewPasswordFieldProps = Omit<ComponentProps<typeof PasswordField>, 'autoComplete' | 'hint' | 'after'> & {
  minLength: number;
};

/** A password to be chosen: the rules are said first, and how strong it is while one types. */
export function NewPasswordField({ minLength, onChange, ...props }: NewPasswordFieldProps) {
  const [typed, setTyped] = useState('');
  const { name, id = name } = props;
  // What was typed before the script was there.
  useEffect(() => {
    const input = document.getElementById(id);
    if (input instanceof HTMLInputElement) setTyped(input.value);
  }, [id]);
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    setTyped(event.target.value);
    onChange?.(event);
  };
  return (
    <PasswordField
      {...props}
      onChange={change}
      autoComplete="new-password"
      hint={`At least ${minLength} characters. Use several unrelated words, not your email or a common password.`}
      after={<StrengthHint password={typed} />}
    />
  );
}
