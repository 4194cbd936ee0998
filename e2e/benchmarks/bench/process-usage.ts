import { readdirSync, readFileSync } from 'node:fs';

/** Of the clock by which Linux counts what a process used. */
const MS_PER_TICK = 10;

/** A process and all processes that it started. Linux alone: it reads /proc. */
export function processTree(pid: number): number[] {
  const children = threadsOf(pid).flatMap((thread) => readLines(`/proc/${pid}/task/${thread}/children`));
  return [pid, ...children.flatMap((line) => line.split(' ').filter(Boolean).map(Number)).flatMap(processTree)];
}

/** Milliseconds of processor time that a process and its children used since their start, those that ended included. */
export function cpuMs(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + ticksOf(each) * MS_PER_TICK, 0);
}

/** The same of the main threads alone, where JavaScript runs. It is exact to the nanosecond. */
export function mainThreadCpuMs(pid: number): number {
  return processTree(pid).reduce((sum, each) => {
    const [line = ''] = readLines(`/proc/${each}/task/${each}/schedstat`);
    return sum + Number(line.split(' ')[0]) / 1_000_000;
  }, 0);
}

/** Memory of a process and its children in MiB: at present, and the sum of each one's peak. */
export function memoryMebibytes(pid: number): { resident: number; peak: number } {
  const sumOf = (field: string) =>
    processTree(pid).reduce((sum, each) => {
      const line = readLines(`/proc/${each}/status`).find((text) => text.startsWith(`${field}:`));
      return sum + Number(/\d+/.exec(line ?? '')?.[0] ?? 0) / 1024;
    }, 0);
  return { resident: sumOf('VmRSS'), peak: sumOf('VmHWM') };
}

function ticksOf(pid: number): number {
  const [line = ''] = readLines(`/proc/${pid}/stat`);
  // After the name, which may contain spaces: utime, stime, cutime and cstime are fields 14 to 17.
  const fields = line
    .slice(line.lastIndexOf(') ') + 2)
    .split(' ')
    .slice(11, 15);
  return fields.map(Number).reduce((sum, ticks) => sum + ticks, 0);
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** None of a process that has just ended. */
function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
