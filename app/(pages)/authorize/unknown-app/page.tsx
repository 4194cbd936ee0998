import type { Metadata } from 'next';
import { Page } from '@/components/ui/page';
import { appName, requirePageMetadata } from '@/lib/http/page-context';
import { withErrorPage } from '../../with-error-page';

export const metadata: Metadata = { robots: { index: false, follow: false } };

const REASONS = {
  client_id: 'The client_id of the request is missing, or not one of APPS.',
  redirect_uri: 'The redirect_uri of the request is missing, or not one that APPS has for this app.',
} as const;

/** Shown in the place of `/authorize/` where nothing may be sent back (RFC 6749 §4.1.2.1). */
export default withErrorPage(async ({ search }) => {
  requirePageMetadata().setErrorStatus(400);
  const reason = search.reason === 'redirect_uri' ? REASONS.redirect_uri : REASONS.client_id;
  return (
    <Page title="Unknown app" appName={appName()}>
      <p className="mb-4">
        You came from an app that is not set up to sign in here. Go back to it, and tell the people who run it.
      </p>
      <p className="text-muted text-sm">{reason}</p>
    </Page>
  );
});
