import type { ReactNode } from 'react';

type AlertProps = {
  kind: 'bad' | 'good';
  title: string;
  id?: string;
  /** Read out when the page was loaded to say it. */
  autoFocus?: boolean;
  children?: ReactNode;
};

const LOOKS = {
  bad: 'border-bad bg-bad-paper',
  good: 'border-good bg-good-paper',
};

/** What happened to the form as a whole, or went well. */
export function Alert({ kind, title, id, autoFocus = false, children }: AlertProps) {
  return (
    <div
      id={id}
      role={kind === 'bad' ? 'alert' : 'status'}
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: without a script this is how a page says where to look first
      autoFocus={autoFocus}
      className={`mb-6 rounded-lg border-l-4 px-4 py-3 ${LOOKS[kind]}`}
    >
      <p className={`font-semibold ${kind === 'bad' ? 'text-bad' : 'text-good'}`}>{title}</p>
      {children ? <div className="mt-1 text-ink">{children}</div> : null}
    </div>
  );
}
