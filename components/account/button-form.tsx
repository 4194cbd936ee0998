'use client';

import { type FormEvent, type ReactNode, useRef, useState } from 'react';

type OneButtonFormProps = {
  action: string;
  /** Sent along, hidden. */
  fields?: Record<string, string>;
  /** On the button; `label` is its text for screen readers, which begins with the same words. */
  children: ReactNode;
  label?: string;
};

/** A plain form that is nothing but its button; its script only sees to it that it is sent once. */
export function OneButtonForm({ action, fields = {}, children, label }: OneButtonFormProps) {
  const isSent = useRef(false);
  const [isPending, setIsPending] = useState(false);
  const submit = (event: FormEvent) => {
    if (isSent.current) event.preventDefault();
    isSent.current = true;
    setIsPending(true);
  };
  return (
    <form method="post" action={action} onSubmit={submit}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button
        type="submit"
        aria-label={label}
        aria-disabled={isPending}
        className="min-h-11 cursor-pointer rounded-lg border border-control px-4 font-semibold text-ink hover:border-ink aria-disabled:cursor-progress aria-disabled:opacity-70"
      >
        {children}
      </button>
    </form>
  );
}
