import { readFileSync } from 'node:fs';

/** RSS of a process; Linux alone. */
export function residentMebibytes(pid: number): number {
  const [, kibibytes = '0'] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/) ?? [];
  return Number(kibibytes) / 1024;
}
