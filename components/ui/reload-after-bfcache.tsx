'use client';

import { useEffect } from 'react';

/** A page that the back button brings from memory is loaded again: the session may have changed. */
export function FreshPage() {
  useEffect(() => {
    const reload = ({ persisted }: PageTransitionEvent) => {
      if (persisted) location.reload();
    };
    addEventListener('pageshow', reload);
    return () => removeEventListener('pageshow', reload);
  }, []);
  return null;
}
