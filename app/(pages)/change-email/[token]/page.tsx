import type { Metadata } from 'next';
import { ForgottenLinkPassword } from '@/components/account/forgotten-link-password';
import { LinkButtonForm } from '@/components/account/link-button-form';
import { LinkPasswordForm } from '@/components/account/link-password-form';
import { type FormProblem, toProblems } from '@/components/forms/form-problems';
import { FormStatus } from '@/components/forms/form-status';
import { InvalidLink } from '@/components/forms/invalid-link';
import { Page } from '@/components/ui/page';
import type { FormResult } from '@/lib/form-result';
import { appName } from '@/lib/http/page-context';
import { findFlash, findMailedLink, isSignedIn } from '../../page-data';
import { withErrorPage } from '../../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

const TITLE = 'Confirm your new email';

/**
 * Mail scanners follow links: nothing happens before the button is pressed. The account's present email is not shown:
 * the new one may have been mistyped, and its reader a stranger.
 */
export default withErrorPage(async ({ params: { token = '' } }) => {
  const link = await findMailedLink('change', token);
  if (!link) {
    return (
      <InvalidLink appName={appName()} isSignedIn={await isSignedIn()}>
        <p>
          If you have just confirmed your new email with it, nothing is left to do. Otherwise, request the change again
          on your account page.
        </p>
      </InvalidLink>
    );
  }
  const { email, isOwn, otherEmail } = link;
  const action = `/auth/change-email/${token}/`;
  const flash = await findFlash('change-link');
  if (isOwn) return <OwnPage result={flash} action={action} email={email} />;
  return (
    <Page title={TITLE} appName={appName()} isRefused={flash?.kind === 'error'}>
      <LinkPasswordForm
        result={flash}
        action={action}
        email={email}
        label="New email"
        intro={otherEmail === null ? <Intro /> : <OtherIntro email={email} otherEmail={otherEmail} />}
      >
        Use this email
      </LinkPasswordForm>
      <ForgottenLinkPassword isSignedIn={otherEmail !== null}>
        Resetting it makes this link invalid. Request the change again afterwards.
      </ForgottenLinkPassword>
    </Page>
  );
});

function OwnPage({ result, action, email }: { result: FormResult | null; action: string; email: string }) {
  const { fields, form } = toProblems(result);
  const taken: FormProblem | undefined = fields.email && {
    code: 'invalid_fields',
    title: 'Something went wrong',
    text: fields.email.join(' '),
  };
  const problem = form ?? taken ?? null;
  return (
    <Page title={TITLE} appName={appName()} isRefused={problem !== null}>
      <FormStatus problem={problem} autoFocus />
      <p className="mb-5">
        From then on, you sign in with <strong>{email}</strong> and receive mail there. If you did not request this,
        close this page. Nothing changes until you press the button.
      </p>
      <LinkButtonForm action={action}>Use this email</LinkButtonForm>
    </Page>
  );
}

const Intro = () => (
  <p className="mb-5">
    Enter the password of your account to confirm its new email. You are then signed in, and from then on you sign in
    with this email. If you did not request this, close this page.
  </p>
);

const OtherIntro = ({ email, otherEmail }: { email: string; otherEmail: string }) => (
  <p className="mb-5">
    You are signed in as <strong>{otherEmail}</strong>, but this link belongs to another account, whose new email will
    be <strong>{email}</strong>. Enter the password of that account to confirm it. You are then signed in to it instead.
  </p>
);
