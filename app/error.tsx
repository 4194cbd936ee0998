'use client';

/**
 * What a script that failed leaves; what fails on the server has its own words (`guarded`). It is part
 * of every page's script, so it brings nothing along.
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
