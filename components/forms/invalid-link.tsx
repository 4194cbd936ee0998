import type { ReactNode } from 'react';
import { Page } from '../ui/page';

type DeadLinkProps = {
  appName: string;
  isSignedIn: boolean;
  /** What to do instead. */
  children: ReactNode;
};

/** In place of what a mailed link led to, as long as it was good. */
export function DeadLink({ appName, isSignedIn, children }: DeadLinkProps) {
  return (
    <Page
      title="This link does not work any more"
      appName={appName}
      footer={isSignedIn ? <a href="/account/">Your account</a> : <a href="/login/">Sign in</a>}
    >
      <p className="mb-4">
        It was used already, a newer one took its place, or its time is over. Perhaps it was also cut off on its way: it
        must be copied whole.
      </p>
      {children}
    </Page>
  );
}
