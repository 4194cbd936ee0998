import type { Metadata } from 'next';
import { InvalidLink } from '@/components/forms/invalid-link';
import { InvitationForm } from '@/components/forms/invitation-form';
import { newAccountProps } from '@/components/forms/terms-field';
import { UncheckedValues } from '@/components/forms/user-fields';
import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';
import { findFlash, findInvited, isSignedIn, passwordRules, termsToAccept } from '../../page-data';
import { withErrorPage } from '../../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Mail scanners follow links: nothing happens before the form is sent. */
export default withErrorPage(async ({ params: { token = '' } }) => {
  const flash = await findFlash('invitation');
  const invited = await findInvited(token, flash);
  if (!invited) return <DeadInvitation isSignedIn={await isSignedIn()} />;
  const { email, otherEmail, asked } = invited;
  const { controls, names } = newAccountProps(asked, termsToAccept(flash));
  return (
    <Page title="Accept your invitation" appName={appName()} isRefused={flash?.kind === 'error'}>
      <p className="mb-5">
        You are invited to create an account with this email. Choose a password for it.
        {otherEmail === null ? null : (
          <>
            {' '}
            You are signed in as <strong>{otherEmail}</strong>. You will be signed in to the new account instead.
          </>
        )}
      </p>
      <InvitationForm
        result={flash}
        action={`/auth/invitation/${token}/`}
        email={email}
        rules={passwordRules()}
        controls={controls}
        names={['email', 'password', ...names]}
      >
        <UncheckedValues controls={asked} />
      </InvitationForm>
    </Page>
  );
});

const DeadInvitation = ({ isSignedIn }: { isSignedIn: boolean }) => (
  <InvalidLink appName={appName()} isSignedIn={isSignedIn}>
    <p>
      {isSignedIn
        ? 'If you have just created your account with it, nothing is left to do. Otherwise ask for a new invitation.'
        : 'If you have created your account with it, sign in. Otherwise ask for a new invitation.'}
    </p>
  </InvalidLink>
);
