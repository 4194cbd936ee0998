'use client';

import { type ComponentProps, type FormEvent, type ReactNode, useState } from 'react';

/** What Postern said about a form: sentences about the whole, and beside its fields. */
type Problems = { form: string | null; fields: Readonly<Record<string, readonly string[]>> };

const NONE: Problems = { form: null, fields: {} };

export type PosternForm = {
  problems: Problems;
  isPending: boolean;
  onSubmit(event: FormEvent<HTMLFormElement>): void;
};

/**
 * Posts a form to Postern and shows its errors in place. Before there is a script, the browser posts the form by itself,
 * and Postern's own page shows the errors.
 */
export function usePosternForm(onSuccess: (form: HTMLFormElement) => void): PosternForm {
  const [problems, setProblems] = useState(NONE);
  const [isPending, setIsPending] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    setIsPending(true);
    setProblems(NONE);
    const found = await post(form);
    setIsPending(false);
    if (found === null) return onSuccess(form);
    setProblems(found);
    const [name = ''] = Object.keys(found.fields);
    const first = form.elements.namedItem(name);
    if (first instanceof HTMLElement) first.focus();
  };
  return {
    problems,
    isPending,
    onSubmit(event) {
      event.preventDefault();
      if (!isPending) void submit(event.currentTarget);
    },
  };
}

/** @returns null for a success */
async function post(form: HTMLFormElement): Promise<Problems | null> {
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams([...new FormData(form)] as [string, string][]), // none of the fields is a file
    });
    if (response.ok) return null;
    return toProblems(response.status, await response.json());
  } catch {
    return { form: 'You seem to be offline. Check your connection and try again.', fields: {} };
  }
}

function toProblems(status: number, body: Record<string, unknown>): Problems {
  const isAboutFields = status === 400 && body.detail === undefined;
  if (isAboutFields) {
    const { non_field_errors: form, token, ...fields } = body as Record<string, string[]>; // the shape of every 400
    const isDeadLink = token !== undefined;
    return { form: isDeadLink ? 'This link is invalid or has expired.' : (form?.[0] ?? null), fields };
  }
  if (body.code === 'user_not_found') return { form: null, fields: { email: [`${body.detail}`] } };
  if (status === 401 && body.code === undefined) return { form: 'Incorrect email or password.', fields: {} };
  return { form: `${body.detail ?? 'Something went wrong. Please try again in a moment.'}`, fields: {} };
}

/** A sentence about the whole form. */
export function FormMessage({ children }: { children: ReactNode }) {
  return (
    <div aria-live="polite" className="text-sm font-medium text-destructive">
      {children}
    </div>
  );
}

type FieldProps = Omit<ComponentProps<'input'>, 'form'> & { name: string; label: string; form: PosternForm };

/** An input with its label and its errors. */
export function FormField({ label, form: { problems }, ...input }: FieldProps) {
  const { name } = input;
  const errors = problems.fields[name] ?? [];
  return (
    <div className="grid gap-2">
      <label htmlFor={name} className="text-sm font-medium">
        {label}
      </label>
      <input
        {...input}
        id={name}
        required
        aria-invalid={errors.length > 0}
        aria-describedby={`${name}-errors`}
        className="h-10 rounded-md border border-input bg-background px-3 text-base text-foreground"
      />
      <div id={`${name}-errors`} aria-live="polite" className="text-sm text-destructive">
        {errors.map((error) => (
          <p key={error}>{error}</p>
        ))}
      </div>
    </div>
  );
}

type SubmitProps = { form: PosternForm; pending: string; children: ReactNode };

export function SubmitButton({ form: { isPending }, pending, children }: SubmitProps) {
  return (
    <button
      type="submit"
      aria-disabled={isPending}
      className="h-10 rounded-md bg-primary px-4 font-medium text-primary-foreground"
    >
      {isPending ? pending : children}
    </button>
  );
}
