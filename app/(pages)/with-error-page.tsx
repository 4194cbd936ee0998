import type { ReactNode } from 'react';
import { ErrorPage } from '@/components/ui/error-page';
import { appName, toPageError } from '@/lib/http/page-context';

/** What stands in the path for the names in brackets; for `[...name]` it is several parts. */
type PathParts = Record<string, string | string[]>;

type PageProps<Params extends PathParts> = {
  params: Promise<Params>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

type Route<Params> = { params: Params; search: Record<string, string | string[] | undefined> };

/** A page whose outage is a page too: readable without a script, and with the status that belongs to it. */
export function withErrorPage<Params extends PathParts = Record<string, string>>(
  page: (route: Route<Params>) => Promise<ReactNode>,
) {
  return async ({ params, searchParams }: PageProps<Params>): Promise<ReactNode> => {
    const route = { params: await params, search: await searchParams };
    try {
      return await page(route);
    } catch (error) {
      return <ErrorPage error={toPageError(error)} appName={appName()} />;
    }
  };
}
