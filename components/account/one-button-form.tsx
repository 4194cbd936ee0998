'use client';

import { type FormEvent, type ReactNode, useRef, useState } from 'react';

type OneButtonFormProps = {
  action: string;
  /** Sent along, hidden. */
  fields?: Record<string, string>;
  /** On the button; `label` says it to whoever does not see what stands beside it, and begins alike. */
  children: ReactNode;
  label?: string;
  look?: 'accent' | 'quiet';
};

const LOOKS = {
  accent: 'h-12 w-full bg-accent text-on-accent hover:opacity-90',
  quiet: 'min-h-11 border border-control text-ink hover:border-ink',
};

/** A plain form that is nothing but its button; its script only sees to it that it is sent once. */
export function OneButtonForm({ action, fields = {}, children, label, look = 'quiet' }: OneButtonFormProps) {
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
        className={`cursor-pointer rounded-lg px-4 font-semibold aria-disabled:cursor-progress aria-disabled:opacity-70 ${LOOKS[look]}`}
      >
        {children}
      </button>
    </form>
  );
}
