import type { ReactNode } from 'react';
import { Page } from '../ui/page';

type InvalidLinkProps = {
  appName: string;
  isSignedIn: boolean;
  /** What to do instead. */
  children: ReactNode;
};

/** In place of what a mailed link led to, as long as it was good. */
export function InvalidLink({ appName, isSignedIn, children }: InvalidLinkProps) {
  return (
    <Page
      title="This link is invalid or has expired"
      appName={appName}
      footer={isSignedIn ? <a href="/account/">Your account</a> : <a href="/login/">Sign in</a>}
    >
      <p className="mb-4">It may have been used or replaced. If you copied it, make sure it is complete.</p>
      {children}
    </Page>
  );
}
