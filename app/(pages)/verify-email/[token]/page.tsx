import type { Metadata } from 'next';
import { ForgottenLinkPassword } from '@/components/account/forgotten-link-password';
import { LinkButtonForm } from '@/components/account/link-button-form';
import { LinkPasswordForm } from '@/components/account/link-password-form';
import { toProblems } from '@/components/forms/form-problems';
import { FormStatus } from '@/components/forms/form-status';
import { InvalidLink } from '@/components/forms/invalid-link';
import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';
import { findFlash, findMailedLink, isSignedIn } from '../../page-data';
import { withErrorPage } from '../../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Mail scanners follow links: nothing happens before the button is pressed. */
export default withErrorPage(async ({ params: { token = '' } }) => {
  const link = await findMailedLink('verify', token);
  if (!link) return <DeadVerifyLink isSignedIn={await isSignedIn()} />;
  const { email, isOwn, otherEmail } = link;
  const action = `/auth/verify-email/${token}/`;
  const flash = await findFlash('verify-link');
  if (isOwn) {
    const problem = toProblems(flash).form;
    return (
      <Page title="Verify your email" appName={appName()} isRefused={problem !== null}>
        <FormStatus problem={problem} autoFocus />
        <p className="mb-5">
          Is <strong>{email}</strong> your email, and did you create this account? If not, close this page. Nothing
          changes until you press the button.
        </p>
        <LinkButtonForm action={action}>Verify email</LinkButtonForm>
      </Page>
    );
  }
  return (
    <Page title="Verify your email" appName={appName()} isRefused={flash?.kind === 'error'}>
      <LinkPasswordForm
        result={flash}
        action={action}
        email={email}
        label="Email"
        intro={otherEmail === null ? <Intro /> : <OtherIntro email={email} otherEmail={otherEmail} />}
      >
        Verify email
      </LinkPasswordForm>
      <ForgottenLinkPassword isSignedIn={otherEmail !== null}>
        Resetting it also verifies the email.
      </ForgottenLinkPassword>
    </Page>
  );
});

const Intro = () => (
  <p className="mb-5">
    Enter the password of your account to verify its email. You are then signed in. If you did not create this account,
    close this page.
  </p>
);

const OtherIntro = ({ email, otherEmail }: { email: string; otherEmail: string }) => (
  <p className="mb-5">
    You are signed in as <strong>{otherEmail}</strong>, but this link belongs to the account of <strong>{email}</strong>
    . Enter the password of that account to verify its email. You are then signed in to it instead.
  </p>
);

const DeadVerifyLink = ({ isSignedIn }: { isSignedIn: boolean }) => (
  <InvalidLink appName={appName()} isSignedIn={isSignedIn}>
    <p className="mb-4">If you have just verified your email with it, nothing is left to do.</p>
    {isSignedIn ? null : (
      <p>
        <a href="/verify-email/">Request a new link</a>
      </p>
    )}
  </InvalidLink>
);
