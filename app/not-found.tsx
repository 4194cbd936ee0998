import { Page } from '@/components/ui/page';
import { brand } from './(pages)/page-data';

export default function NotFound() {
  return (
    <Page title="There is no such page" appName={brand()}>
      <p className="mb-4">The address may be misspelt, or the page has moved.</p>
      <p>
        <a href="/">Go to your account</a>
      </p>
    </Page>
  );
}
