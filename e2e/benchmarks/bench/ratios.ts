import type { ServerName } from './options';
import { valuesOf } from './report';
import { MACHINE, type Sample } from './samples';
import { formatNumber, median } from './statistics';

/** One value of a server, or its ratio to a value of another; both are medians over the rounds. */
type Ratio = {
  label: string;
  server: ServerName;
  figure: string;
  against?: { server: ServerName | typeof MACHINE; figure: string };
  goal: string;
};

const HASHES = { server: MACHINE, figure: 'bcrypt' } as const;

const hashing = ['sign-in', 'register'].flatMap((work) =>
  [16, 64].map(
    (connections): Ratio => ({
      label: `${work}, ${connections} connections, to the bcrypt limit`,
      server: 'postern',
      figure: `rate/${work}/${connections}`,
      against: HASHES,
      goal: '≥ 0.95',
    }),
  ),
);

const against = (work: string, server: ServerName, label: string, goal: string): Ratio => ({
  label: `${work} to ${label}`,
  server: 'postern',
  figure: `rate/${work}/16`,
  against: { server, figure: `rate/${work}/16` },
  goal,
});

const ofWorkers = (work: string): Ratio => ({
  ...against(work, 'simplejwt', '', '≥ 1.0'),
  server: 'postern-workers',
  label: `${work} with two workers to simplejwt with two`,
});

const ofGrown = (work: string): Ratio => ({
  ...against(work, 'postern', '', '≥ 0.91'),
  server: 'postern-grown',
  label: `${work} of the many users to that of the few`,
});

const inStorm = (work: string, label: string, goal: string): Ratio => ({
  label: `storm: p99 of ${label}, ms`,
  server: 'postern',
  figure: `storm/p99/${work}`,
  goal,
});

/** What a change is measured by: Postern beside the others of the same run. */
const RATIOS: readonly Ratio[] = [
  ...hashing,
  ...['refresh', 'me'].flatMap((work) => [
    against(work, 'better-auth', 'better-auth in Next', '≥ 2.2'),
    against(work, 'empty', 'an empty Next handler', '≥ 0.6'),
    against(work, 'simplejwt', 'simplejwt with two workers', ''),
    ofWorkers(work),
  ]),
  ...['sign-in', 'refresh', 'me'].map(ofGrown),
  { ...against('sign-in-page', 'empty', '', '≥ 0.8'), label: 'sign-in page to an empty dynamic page' },
  inStorm('me', 'me', '≤ 30'),
  inStorm('refresh', 'refresh', '≤ 50'),
  inStorm('sign-in-page', 'the sign-in page', '≤ 60'),
  {
    label: 'storm: sign-ins to the bcrypt limit',
    server: 'postern',
    figure: 'storm/sign-ins',
    against: HASHES,
    goal: '≥ 0.9',
  },
  { label: 'CPU of a refused sign-in, ms', server: 'postern', figure: 'shed/cpu', goal: '≤ 0.1' },
  { label: 'memory at its peak, MiB', server: 'postern', figure: 'memory/peak', goal: '≤ 350' },
  { label: 'start to first page, ms', server: 'postern', figure: 'start', goal: '≤ 1,000' },
  {
    label: 'me on PGlite to PostgreSQL',
    server: 'postern-pglite',
    figure: 'rate/me/16',
    against: { server: 'postern', figure: 'rate/me/16' },
    goal: '≥ 0.6',
  },
];

/** A Markdown table of the ratios whose values this run has; empty where it has none. */
export function ratioTable(samples: readonly Sample[]): string {
  const lines = RATIOS.flatMap(({ label, server, figure, against: other, goal }) => {
    const own = median(valuesOf(samples, server, figure));
    const value = other === undefined ? own : own / median(valuesOf(samples, other.server, other.figure));
    return Number.isFinite(value) ? [`| ${label} | ${formatNumber(value)} | ${goal} |`] : [];
  });
  return lines.length === 0 ? '' : ['| Postern | this run | goal |', '|---|---|---|', ...lines].join('\n');
}
