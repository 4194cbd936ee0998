'use client';

import { useEffect, useState } from 'react';

/** A sentence that names a wait in seconds, and counts them. */
export function Countdown({ text, seconds }: { text: string; seconds: number }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const endsAt = performance.now() + seconds * 1000;
    const count = () => setLeft(Math.max(0, Math.ceil((endsAt - performance.now()) / 1000)));
    count();
    const timer = setInterval(count, 500);
    return () => clearInterval(timer);
  }, [seconds]);

  if (left === 0) return <p>You can try again now.</p>;
  // Read out once, and not again each second.
  return (
    <p>
      <span className="sr-only">{text}</span>
      <span aria-hidden="true" className="tabular-nums">
        {text.replace(/\d+/, `${left}`)}
      </span>
    </p>
  );
}
