/** Whether two ways can be told apart by their times, in milliseconds. */

export type Way = { name: string; run: () => Promise<number> };

const WARM_UP = 20;

/** Times two ways in turn, one at a time, now one first and now the other, and prints what tells them apart. */
export async function compareTimes(one: Way, other: Way, samples: number): Promise<void> {
  const times: [number[], number[]] = [[], []];
  for (let sample = -WARM_UP; sample < samples; sample += 1) {
    const order = sample % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const which of order) {
      const milliseconds = await (which === 0 ? one : other).run();
      if (sample >= 0) times[which].push(milliseconds);
    }
  }
  const medians = times.map(median) as [number, number];
  console.log(`${one.name}: ${samples} samples, median ${medians[0].toFixed(2)} ms`);
  console.log(`${other.name}: ${samples} samples, median ${medians[1].toFixed(2)} ms`);
  console.log(`medians differ by ${((medians[1] / medians[0] - 1) * 100).toFixed(2)} %`);
  console.log(`AUC ${auc(...times).toFixed(3)} (0.5: they cannot be told apart)`);
}

/** How many of each way a comparison asks for. */
export const runsOf = (samples: number): number => samples + WARM_UP;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** How often a sample of `b` is above one of `a`; the distance from 0.5 counts, whichever way. */
function auc(a: readonly number[], b: readonly number[]): number {
  let above = 0;
  for (const one of a) for (const other of b) above += other > one ? 1 : other === one ? 0.5 : 0;
  const share = above / (a.length * b.length);
  return Math.max(share, 1 - share);
}
