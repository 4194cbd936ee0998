'use client';

import { useEffect, useState } from 'react';
import type { strengthOf as StrengthOf } from './password-strength';

const WORDS = ['Easy to guess', 'Could be stronger', 'Good', 'Strong'] as const;
const COLOURS = ['bg-bad', 'bg-muted', 'bg-good', 'bg-good'] as const;
const BARS = [1, 2, 3, 4];

/** How hard a password is to guess, in words and bars. Its place is kept while nothing is typed. */
export function StrengthHint({ password }: { password: string }) {
  const strengthOf = useStrength();
  const strength = strengthOf && password !== '' ? strengthOf(password) : null;
  return (
    <div className="mt-2 flex h-5 items-center gap-3">
      {strength === null ? null : (
        <div aria-hidden="true" className="flex w-28 gap-1">
          {BARS.map((bar) => (
            <span
              key={bar}
              className={`h-1 flex-1 rounded-full ${bar <= strength + 1 ? COLOURS[strength] : 'bg-line'}`}
            />
          ))}
        </div>
      )}
      <p aria-live="polite" className="text-muted text-sm">
        {strength === null ? '' : WORDS[strength]}
      </p>
    </div>
  );
}

/** Loaded once the page can be used; until then there is no hint. */
function useStrength(): typeof StrengthOf | null {
  const [loaded, setLoaded] = useState<{ strengthOf: typeof StrengthOf } | null>(null);
  useEffect(() => {
    let isGone = false;
    void import('./password-strength').then(
      (module) => {
        if (!isGone) setLoaded(module);
      },
      () => undefined, // offline: no hint
    );
    return () => {
      isGone = true;
    };
  }, []);
  return loaded?.strengthOf ?? null;
}
