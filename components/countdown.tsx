'use client';

import { useEffect, useState } from 'react';

/** A sentence with a wait in it, and how much of the wait is left. */
export function Countdown({ text, seconds }: { text: string; seconds: number }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const endsAt = performance.now() + seconds * 1000;
    const timer = setInterval(() => {
      const rest = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
      setLeft(rest);
      if (rest === 0) clearInterval(timer);
    }, 500);
    return () => clearInterval(timer);
  }, [seconds]);

  if (left === 0) return <p>You can try again now.</p>;
  return (
    <p>
      {text} {/* Not read out each second; the sentence has said it once. */}
      <span aria-hidden="true" className="whitespace-nowrap font-semibold tabular-nums">
        {clock(left)}
      </span>
    </p>
  );
}

/** `75` is "1:15". */
const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
