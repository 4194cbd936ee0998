import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Button } from '@/components/ui/button';
import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';
import { findSigningOut } from '../../page-data';
import { withErrorPage } from '../../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Asks before an app signs somebody out who may not want it. */
export default withErrorPage(async ({ search }) => {
  const { email, app } = await findSigningOut(search);
  if (email === null) redirect('/login/');
  return (
    <Page title="Sign out" appName={appName()}>
      <p className="mb-5">
        You are signed in as <strong>{email}</strong>.{' '}
        {app ? `If you sign out, you return to ${app.name}.` : 'Do you want to sign out?'}
      </p>
      <form method="post" action="/auth/logout/">
        {app ? <input type="hidden" name="next" value={app.returnPath} /> : null}
        <Button>Sign out</Button>
      </form>
      <p className="mt-5 text-center">
        <a href="/account/" rel="noreferrer">
          Stay signed in
        </a>
      </p>
    </Page>
  );
});
