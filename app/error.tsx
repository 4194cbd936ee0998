'use client';

/**
 * The page after an error of its script; for an error of the server see `withErrorPage`. It is part of the script of every
 * page, so it imports nothing.
 */
export default function PageError() {
  return (
    <main className="mx-auto max-w-[28rem] px-4 py-14">
      <title>Something went wrong</title>
      <h1 className="mb-4 font-semibold text-2xl">Something went wrong</h1>
      <p className="mb-4">Please reload the page.</p>
      {/* biome-ignore lint/a11y/useValidAnchor: the empty reference is this very page, its query included */}
      <a href="">Reload the page</a>
    </main>
  );
}
