import { Page } from './page';

type ErrorPageProps = { fault: 'unavailable' | 'server-error'; appName: string };

const WORDS = {
  unavailable: {
    title: 'Not available right now',
    text: 'We cannot reach our database at the moment. Nothing of yours is lost. Please try again in a moment.',
  },
  'server-error': {
    title: 'Something went wrong',
    text: 'This is our mistake, not yours, and it has been noted. Please try again in a moment.',
  },
};

/** In place of a page that cannot be shown. */
export function ErrorPage({ fault, appName }: ErrorPageProps) {
  const { title, text } = WORDS[fault];
  return (
    <Page title={title} appName={appName}>
      <p className="mb-4">{text}</p>
      <p>
        {/* biome-ignore lint/a11y/useValidAnchor: the empty reference is this very page, its query included */}
        <a href="">Try again</a>
      </p>
    </Page>
  );
}
