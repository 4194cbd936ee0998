import type { ReactNode } from 'react';

type AlertProps = {
  kind: keyof typeof LOOKS;
  title: string;
  id?: string;
  /** Read out when the page was loaded to say it. */
  autoFocus?: boolean;
  children?: ReactNode;
};

const LOOKS = {
  bad: ['border-bad bg-bad-paper', 'text-bad'],
  good: ['border-good bg-good-paper', 'text-good'],
  wait: ['border-control bg-paper', 'text-ink'],
} as const;

/** What happened to the form as a whole, or went well. */
export function Alert({ kind, title, id, autoFocus = false, children }: AlertProps) {
  const [box, text] = LOOKS[kind];
  return (
    <div
      id={id}
      role={kind === 'good' ? 'status' : 'alert'}
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: without a script this is how a page says where to look first
      autoFocus={autoFocus}
      className={`mb-6 rounded-lg border-l-4 px-4 py-3 ${box}`}
    >
      <p className={`font-semibold ${text}`}>{title}</p>
      {children ? <div className="mt-1 text-ink empty:hidden">{children}</div> : null}
    </div>
  );
}
