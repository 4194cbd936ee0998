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
  const email = await findLinkEmail('change', token);
  if (email === null) {
    return (
      <DeadLink appName={brand()} isSignedIn={await isSignedIn()}>
        <p>
          If you confirmed your new e-mail with it a moment ago, all is well. Else ask for it again on your account.
        </p>
      </DeadLink>
    );
  }
  const flash = await findFlash('change-link');
  const { fields, form } = problemsOf(flash);
  const taken = fields.email && { code: 'invalid_fields', title: 'That did not work', text: fields.email.join(' ') };
  return (
    <Page title="Confirm your new e-mail" appName={brand()} isRefused={flash?.code !== undefined}>
      <FormStatus problem={form ?? taken ?? null} autoFocus />
      <p className="mb-5">
        From then on you sign in with <strong>{email}</strong>, and mail goes there. If you did not ask for this, close
        this page: without the button nothing happens.
      </p>
      <OneButtonForm action={`/auth/change-email/${token}/`} look="accent">
        Use this e-mail
      </OneButtonForm>
    </Page>
  );
});
