import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { projectDir } from './launch';

/** When, where and how a run was made, as lines of its report. */
export function factsOf(startedAt: Date, rounds: number): string[] {
  const [processor] = cpus();
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  // Where a report goes says nothing about what was measured.
  const args = process.argv.slice(2).filter((arg) => !/^--(out|plot)\b/.test(arg));
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  return [
    `${startedAt.toISOString().slice(0, 16)}Z, commit ${commit()}`,
    `\`${command}\``,
    `${availableParallelism()} cores (${processor?.model.trim() ?? 'unknown'}), ${gibibytes} GiB, ${type()} ${release()}, Node.js ${process.version}`,
    'Servers, PostgreSQL (without fsync) and the load client share the machine.',
    rounds === 1 ? 'One round.' : `${rounds} rounds: a figure is the median, with the range in parentheses.`,
  ];
}

/** The short hash, with a plus where files differ from it. */
function commit(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: projectDir, encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}
