/** The value that so many parts of them do not exceed. */
export function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** "1.1 s (median), 1.9 s (most)" */
export function medianAndMost(milliseconds: number[]): string {
  const seconds = (part: number) => `${(percentile(milliseconds, part) / 1000).toFixed(1)} s`;
  return `${seconds(0.5)} (median), ${seconds(1)} (most)`;
}
