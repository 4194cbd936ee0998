import { Page } from './page';

type ErrorPageProps = { error: 'unavailable' | 'server-error'; appName: string };

const TEXTS: Record<ErrorPageProps['error'], { title: string; text: string }> = {
  unavailable: {
    title: 'Temporarily unavailable',
    text: 'Please try again in a moment.',
  },
  'server-error': {
    title: 'Something went wrong',
    text: 'The error was logged. Please try again in a moment.',
  },
};

/** In place of a page that cannot be shown. */
export function ErrorPage({ error, appName }: ErrorPageProps) {
  const { title, text } = TEXTS[error];
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
