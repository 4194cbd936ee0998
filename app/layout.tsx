import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { LegalLinks } from '@/components/ui/legal-links';
import { legalLinks } from '@/lib/http/page-context';
import { THEME, themeCss } from '@/lib/theme';
import './globals.css';

export const metadata: Metadata = { icons: { icon: '/icon.svg' }, formatDetection: { telephone: false } };

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f6f8' },
    { media: '(prefers-color-scheme: dark)', color: '#101319' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Read here, so that every page is rendered for its request: a prerendered one could carry no nonce.
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  const links = legalLinks();
  return (
    <html lang="en">
      <head>
        <style nonce={nonce}>{themeCss(THEME)}</style>
      </head>
      {links.length === 0 ? (
        <body>{children}</body>
      ) : (
        // The page leaves room for them at the lower edge of the window.
        <body className="flex min-h-dvh flex-col [&>:has(main)]:min-h-0 [&>:has(main)]:grow">
          {children}
          <LegalLinks links={links} />
        </body>
      )}
    </html>
  );
}
