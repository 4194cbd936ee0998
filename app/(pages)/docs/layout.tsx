import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { styleSheet } from './docs-data';

export const metadata: Metadata = { robots: { index: false, follow: false } };

/** Loads the style of the documentation; `DocsPage` is what its pages share. */
export default function DocsLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <link rel="stylesheet" href={styleSheet('docs.css')} precedence="docs" />
      {children}
    </>
  );
}
