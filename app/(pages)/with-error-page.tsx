import type { ReactNode } from 'react';
import { ErrorPage } from '@/components/ui/error-page';
import { appName, toPageError } from '@/lib/http/page-context';

type PageProps = {
  params: Promise<Record<string, string>>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

type Route = { params: Record<string, string>; search: Record<string, string | string[] | undefined> };

/** A page whose outage is a page too: readable without a script, and with the status that belongs to it. */
export function withErrorPage(page: (route: Route) => Promise<ReactNode>) {
  return async ({ params, searchParams }: PageProps): Promise<ReactNode> => {
    const route = { params: await params, search: await searchParams };
    try {
      return await page(route);
    } catch (error) {
      return <ErrorPage error={toPageError(error)} appName={appName()} />;
    }
  };
}
