import type { ReactNode } from 'react';
import { Card } from './card';
import { Logo } from './logo';
import { FreshPage } from './reload-after-bfcache';

type PageProps = {
  appName: string;
  title: string;
  /** A form on it was refused: the title says so first (WCAG 3.3.1). */
  isRefused?: boolean;
  /** Below the card: where else one may want to go. */
  footer?: ReactNode;
  children: ReactNode;
};

/** One page for a person: whose it is, what it is, and one calm column. */
export function Page({ appName, title, isRefused = false, footer, children }: PageProps) {
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-[28rem] flex-col px-4 py-6 not-has-[>[data-end]]:opacity-0 sm:py-14">
      <title>{`${isRefused ? 'Error: ' : ''}${title} · ${appName}`}</title>
      <header className="mb-6 flex justify-center">
        {/* On a page whose address is a secret the address stays there. */}
        <a
          href="/"
          rel="noreferrer"
          className="flex min-h-11 items-center gap-2.5 font-semibold text-ink text-lg no-underline"
        >
          <Logo />
          {appName}
        </a>
      </header>
      <main>
        <Card>
          <h1 className="mb-6 font-semibold text-2xl leading-8 tracking-tight">{title}</h1>
          {children}
        </Card>
        {footer ? <div className="mt-6 text-center text-muted">{footer}</div> : null}
      </main>
      <FreshPage />
      {/* Until it is there, nothing is shown: what is centred would move aside for what arrives after it. */}
      <span data-end hidden />
    </div>
  );
}
