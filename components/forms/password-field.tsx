'use client';

import { useState } from 'react';
import { Field, type FieldProps } from '../ui/field';
import { useHydrated } from '../ui/use-hydrated';

type PasswordFieldProps = Omit<FieldProps, 'type' | 'end'> & { autoComplete: 'current-password' | 'new-password' };

/** A password that can be shown. While its form is sent it is hidden, so that no browser keeps it as text. */
export function PasswordField({ isPending, ...props }: PasswordFieldProps & { isPending: boolean }) {
  const [isWanted, setIsWanted] = useState(false);
  const isShown = isWanted && !isPending;
  return (
    <Field
      {...props}
      type={isShown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      className="pr-20"
      end={<ShowButton isShown={isShown} controls={props.id ?? props.name} onClick={() => setIsWanted(!isShown)} />}
    />
  );
}

type ShowButtonProps = { isShown: boolean; controls: string; onClick: () => void };

/** Its place is kept from the start; it appears with the script that it needs. */
function ShowButton({ isShown, controls, onClick }: ShowButtonProps) {
  const isHydrated = useHydrated();
  // What is seen is part of what is heard (WCAG 2.5.3), so the name changes and no pressed state contradicts it.
  const verb = isShown ? 'Hide' : 'Show';
  return (
    <button
      type="button"
      onClick={onClick}
      aria-controls={controls}
      aria-label={`${verb} password`}
      className={`absolute inset-y-0.5 right-0.5 w-18 rounded-md font-medium text-accent text-sm ${isHydrated ? '' : 'invisible'}`}
    >
      {verb}
    </button>
  );
}
