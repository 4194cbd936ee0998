import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Button } from '@/components/button';
import { Page } from '@/components/page';
import { guarded } from '../guarded';
import { brand, findVisitor } from '../session';

export const metadata: Metadata = { robots: { index: false, follow: false } };

const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

export default guarded(async () => {
  const visitor = await findVisitor();
  if (!visitor) redirect('/login/?next=/account/');
  const { email, memberSince } = visitor;
  return (
    <Page title="Your account" appName={brand()}>
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
      <form method="post" action="/auth/logout/">
        <Button look="quiet">Sign out</Button>
      </form>
    </Page>
  );
});
