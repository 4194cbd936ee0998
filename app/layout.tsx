import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
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
  return (
    <html lang="en">
      <head>
        <style nonce={nonce}>{themeCss(THEME)}</style>
      </head>
      <body>{children}</body>
    </html>
  );
}
