import type { Metadata } from 'next';
import { OneButtonForm } from '@/components/account/one-button-form';
import { DeadLink } from '@/components/dead-link';
import { problemsOf } from '@/components/form-answer';
import { FormStatus } from '@/components/form-status';
import { Page } from '@/components/page';
import { guarded } from '../../guarded';
import { brand, findFlash, findLinkEmail, isSignedIn } from '../../session';

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Mail scanners follow links: nothing happens before the button is pressed. */
export default guarded(async ({ params: { token = '' } }) => {
  const email = await findLinkEmail('verify', token);
  if (email === null) return <DeadVerifyLink isSignedIn={await isSignedIn()} />;
  const flash = await findFlash('verify-link');
  return (
    <Page title="Verify your e-mail" appName={brand()} isRefused={flash?.code !== undefined}>
      <FormStatus problem={problemsOf(flash).form} autoFocus />
      <p className="mb-5">
        Is <strong>{email}</strong> yours, and did you create this account? If not, close this page: without the button
        nothing happens.
      </p>
      <OneButtonForm action={`/auth/verify-email/${token}/`} look="accent">
        Verify e-mail
      </OneButtonForm>
    </Page>
  );
});

const DeadVerifyLink = ({ isSignedIn }: { isSignedIn: boolean }) => (
  <DeadLink appName={brand()} isSignedIn={isSignedIn}>
    <p className="mb-4">If you verified your e-mail with it a moment ago, all is well.</p>
    {isSignedIn ? null : (
      <p>
        <a href="/verify-email/">Have a new link mailed</a>
      </p>
    )}
  </DeadLink>
);
