import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { projectDir } from './launch';

/** When, where and how a run was made, as lines of its report. */
export function factsOf(startedAt: Date, rounds: number): string[] {
  const [processor] = cpus();
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  const command = ['npm run bench', ...process.argv.slice(2)].join(process.argv.length > 2 ? ' ' : '');
  return [
    `${startedAt.toISOString().slice(0, 16)}Z, commit ${commit()}`,
    `\`${command.replace('npm run bench ', 'npm run bench -- ')}\``,
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
