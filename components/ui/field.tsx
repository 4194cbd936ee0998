import type { ComponentProps, ReactNode } from 'react';
import { useKeptInput } from './use-kept-input';

export type FieldProps = ComponentProps<'input'> & {
  /** As long as a page has one field of that name, its id too. */
  name: string;
  label: ReactNode;
  /** Another element, of which only what it has in common with an input is used. */
  as?: 'input';
  hint?: ReactNode;
  errors: string[];
  /** Where a problem is told that this field has a part in. */
  problemId?: string;
  /** In the field, at its end. */
  end?: ReactNode;
  /** Below the field. */
  after?: ReactNode;
};

/** A labelled input, its hint and its errors, tied together for screen readers. */
export function Field({
  label,
  hint,
  errors,
  problemId,
  end,
  after,
  className = '',
  as: Control = 'input',
  ...input
}: FieldProps) {
  const { name, id = name } = input;
  useKeptInput(id);
  const isRefused = errors.length > 0;
  const isWrong = isRefused || !!problemId;
  const describedBy = [isRefused && `${id}-error`, problemId, hint && `${id}-hint`].filter(Boolean);
  return (
    <div className="mb-5">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="mb-2 text-muted text-sm">
          {hint}
        </p>
      )}
      <div className="relative">
        <Control
          required
          {...input}
          id={id}
          aria-invalid={isWrong}
          aria-describedby={describedBy.join(' ') || undefined}
          className={`block h-12 w-full rounded-lg border bg-card px-3.5 text-ink ${isWrong ? 'border-bad' : 'border-control'} ${className}`}
        />
        {end}
      </div>
      <div id={`${id}-error`} aria-live="polite" className="text-bad text-sm">
        {errors.map((sentence) => (
          <p key={sentence} className="mt-1.5">
            {sentence}
          </p>
        ))}
      </div>
      {after}
    </div>
  );
}
