import { Page } from '@/components/ui/page';
import { appName } from '@/lib/http/page-context';

export default function NotFound() {
  return (
    <Page title="Page not found" appName={appName()}>
      <p className="mb-4">Check the address, or go back to the page you came from.</p>
      <p>
        <a href="/">Go to your account</a>
      </p>
    </Page>
  );
}
