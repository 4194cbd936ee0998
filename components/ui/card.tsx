import type { ReactNode } from 'react';

export function Card({ children }: { children: ReactNode }) {
  return <div className="rounded-2xl border border-line bg-card px-5 py-7 sm:px-8 sm:py-9">{children}</div>;
}
