'use client';

import { Page } from '@/components/page';

/** What a script that failed leaves; what fails on the server has its own words (`guarded`). */
export default function PageError() {
  return (
    <Page title="Something went wrong" appName="Sign-in">
      <p className="mb-4">This is our mistake, not yours. Please load the page again.</p>
      <p>
        {/* biome-ignore lint/a11y/useValidAnchor: the empty reference is this very page, its query included */}
        <a href="">Load it again</a>
      </p>
    </Page>
  );
}
