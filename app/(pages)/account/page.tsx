import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AccountNotice, OtherAccountNotice } from '@/components/account/account-notice';
import { OneButtonForm } from '@/components/account/button-form';
import { ChangeEmailForm } from '@/components/account/change-email-form';
import { ChangePasswordForm } from '@/components/account/change-password-form';
import { DeleteAccountForm } from '@/components/account/delete-account-form';
import { ProfileForm } from '@/components/account/profile-form';
import { SessionList } from '@/components/account/session-list';
import { toProblems } from '@/components/forms/form-problems';
import { FormStatus } from '@/components/forms/form-status';
import { SignOutForm } from '@/components/forms/sign-out-form';
import { UncheckedValues, userFieldsProps } from '@/components/forms/user-fields';
import { Disclosure } from '@/components/ui/disclosure';
import { Page } from '@/components/ui/page';
import { Section } from '@/components/ui/section';
import { Moment } from '@/components/ui/utc-time';
import { appName } from '@/lib/http/page-context';
import { findAccount, findFlash, fixedFields, passwordRules, profileControls } from '../page-data';
import { withErrorPage } from '../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Forms whose problems stand beside their fields; those of the others stand above everything. */
const FORMS = ['profile', 'change-password', 'change-email', 'delete-account'] as const;

export default withErrorPage(async () => {
  const account = await findAccount();
  if (!account) redirect('/login/?next=/account/');
  const { email, isVerified, memberSince, pendingEmail, sessions, recentActivity } = account;
  const flash = await findFlash(...FORMS, 'sessions', 'logout');
  const refused = flash?.kind === 'error' ? flash : null;
  const resultOf = (form: (typeof FORMS)[number]) => (refused?.form === form ? refused : null);
  const isAboutAll = refused !== null && FORMS.every((form) => form !== refused.form);
  const controls = profileControls(account, resultOf('profile'));
  return (
    <Page title="Your account" appName={appName()} isRefused={refused !== null}>
      <AccountNotice result={flash} />
      <OtherAccountNotice result={await findFlash('login')} signedInAs={email} />
      {isAboutAll ? <FormStatus problem={toProblems(refused).form} autoFocus /> : null}
      <dl className="mb-6 space-y-4">
        <div>
          <dt className="text-muted text-sm">Signed in as</dt>
          <dd className="font-medium">{email}</dd>
          <dd className="text-muted text-sm">{isVerified ? 'Verified' : 'Not verified. We sent you a link.'}</dd>
          {isVerified ? null : (
            <dd className="mt-2">
              <OneButtonForm action="/auth/verify-email/" fields={{ email }}>
                Resend link
              </OneButtonForm>
            </dd>
          )}
        </div>
        {pendingEmail ? (
          <div>
            <dt className="text-muted text-sm">Pending confirmation</dt>
            <dd className="font-medium">{pendingEmail}</dd>
            <dd className="mt-2">
              <OneButtonForm action="/auth/change-email/cancel/">Cancel this change</OneButtonForm>
            </dd>
          </div>
        ) : null}
        {fixedFields(account).map(({ name, label, text }) => (
          <div key={name}>
            <dt className="text-muted text-sm">{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
        <div>
          <dt className="text-muted text-sm">Member since</dt>
          <dd>
            <Moment at={memberSince} />
          </dd>
        </div>
      </dl>
      <SignOutForm />
      {controls.length > 0 ? (
        <Section title="Your details">
          <ProfileForm result={resultOf('profile')} {...userFieldsProps(controls)}>
            <UncheckedValues controls={controls} />
          </ProfileForm>
        </Section>
      ) : null}
      <Section title="Sign-in">
        <Disclosure title="Change your password" isOpen={resultOf('change-password') !== null}>
          <ChangePasswordForm result={resultOf('change-password')} email={email} rules={passwordRules()} />
        </Disclosure>
        <Disclosure title="Change your email" isOpen={resultOf('change-email') !== null}>
          <ChangeEmailForm result={resultOf('change-email')} email={email} />
        </Disclosure>
      </Section>
      <Section title="Active sessions">
        <SessionList sessions={sessions} />
      </Section>
      <Section title="Recent activity">
        <ul className="space-y-3">
          {recentActivity.map(({ id, at, label, origin }) => (
            <li key={id}>
              <p>{label}</p>
              <p className="text-muted text-sm">
                <Moment at={at} />
                {origin ? `, ${origin}` : ''}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Your data">
        <p className="mb-4">
          <a href="/auth/me/export/" download>
            Download your data
          </a>
        </p>
        <Disclosure title="Delete your account" isOpen={resultOf('delete-account') !== null}>
          <p className="mb-4">Your account and all its data are deleted immediately. This cannot be undone.</p>
          <DeleteAccountForm result={resultOf('delete-account')} email={email} />
        </Disclosure>
      </Section>
    </Page>
  );
});
