import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { problemsOf } from '@/components/form-answer';
import { FormStatus } from '@/components/form-status';
import { Page } from '@/components/page';
import { SignOutForm } from '@/components/sign-out-form';
import { guarded } from '../guarded';
import { brand, findFlash, findVisitor } from '../session';

export const metadata: Metadata = { robots: { index: false, follow: false } };

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export default guarded(async () => {
  const visitor = await findVisitor();
  if (!visitor) redirect('/login/?next=/account/');
  const { email, memberSince } = visitor;
  const flash = await findFlash('logout');
  return (
    <Page title="Your account" appName={brand()} isRefused={flash?.code !== undefined}>
      <FormStatus problem={problemsOf(flash).form} autoFocus />
      <dl className="mb-7 space-y-4">
        <div>
          <dt className="text-muted text-sm">Signed in as</dt>
          <dd className="font-medium">{email}</dd>
        </div>
        <div>
          <dt className="text-muted text-sm">Member since</dt>
          <dd>
            <time dateTime={memberSince.toISOString()}>{DAY.format(memberSince)}</time>
          </dd>
        </div>
      </dl>
      <SignOutForm />
    </Page>
  );
});
