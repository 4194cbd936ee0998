import type { ServerName, WorkName } from './options';
import { MACHINE, type Sample } from './samples';
import { formatNumber, median } from './statistics';

export type Column = { name: ServerName; label: string; isInstalled: boolean };

/** A row of the table, by the figure that it shows. */
type Row = { label: string; figure: string };

/** The values of one figure of one server, one of each round. */
export const valuesOf = (samples: readonly Sample[], server: string, figure: string): number[] =>
  samples
    .filter((sample) => sample.server === server && sample.figure === figure && Number.isFinite(sample.value))
    .map(({ value }) => value);

/** `824 (810–831)`: the median of the rounds, and their range. A dash where there is no value. */
export function cell(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const middle = formatNumber(median(values));
  if (values.length === 1) return middle;
  return `${middle} (${formatNumber(Math.min(...values))}–${formatNumber(Math.max(...values))})`;
}

const LABELS = {
  me: 'me',
  verify: 'verify',
  refresh: 'refresh',
  'refresh-rotating': 'refresh, rotating',
  'sign-in-page': 'sign-in page',
  'account-page': 'account page',
  register: 'register',
  'sign-in': 'sign-in',
} as const satisfies Partial<Record<WorkName, string>>;

function rowsFor(connections: readonly number[]): Row[] {
  const work = Object.entries(LABELS);
  const rates = work.flatMap(([name, label]) =>
    connections.map((count) => ({ label: `${label} /s, ${count} connections`, figure: `rate/${name}/${count}` })),
  );
  // The processor time of a request is steadiest where the server is busy and nothing queues for long.
  const count = connections.includes(16) ? 16 : (connections[0] ?? 1);
  const cpu = [
    ['cpu', 'CPU'],
    ['database-cpu', 'CPU of PostgreSQL'],
    ['client-cpu', 'CPU of the load client'],
  ].flatMap(([figure, what]) =>
    work.map(([name, label]) => ({ label: `${label}: ${what}, ms`, figure: `${figure}/${name}/${count}` })),
  );
  const storm = [
    ['me', 'me'],
    ['refresh', 'refresh'],
    ['sign-in-page', 'page'],
  ].flatMap(([name, label]) =>
    ['p50', 'p99'].map((part) => ({ label: `storm: ${label} ${part}, ms`, figure: `storm/${part}/${name}` })),
  );
  return [
    ...rates,
    ...cpu,
    { label: 'storm: sign-ins /s', figure: 'storm/sign-ins' },
    ...storm,
    { label: 'refused sign-in: CPU of the main thread, ms', figure: 'shed/cpu' },
    { label: 'start to first page, ms', figure: 'start' },
    { label: 'memory when idle, MiB', figure: 'memory/idle' },
    { label: 'memory after the load, MiB', figure: 'memory/after' },
    { label: 'memory at its peak, MiB', figure: 'memory/peak' },
  ];
}

/** A Markdown table with a column for each server, of the rows that have a value. */
export function table(samples: readonly Sample[], columns: readonly Column[], connections: readonly number[]): string {
  const rows = rowsFor(connections).filter(({ figure }) => samples.some((sample) => sample.figure === figure));
  const lines = rows.map(({ label, figure }, index) => {
    const cells = columns.map(({ name, isInstalled }) => {
      if (!isInstalled) return index === 0 ? 'not installed' : '';
      return cell(valuesOf(samples, name, figure));
    });
    return `| ${[label, ...cells].join(' | ')} |`;
  });
  const head = `| ${['work', ...columns.map(({ label }) => label)].join(' | ')} |`;
  return [head, `|${'---|'.repeat(columns.length + 1)}`, ...lines].join('\n');
}

/** The whole report. `facts` are lines that say what was measured, where and how. */
export function toMarkdown(
  facts: readonly string[],
  ratios: string,
  samples: readonly Sample[],
  columns: readonly Column[],
  connections: readonly number[],
): string {
  const limit = cell(valuesOf(samples, MACHINE, 'bcrypt'));
  const lines = [...facts, `The machine makes ${limit} bcrypt hashes of cost 12 a second.`].map((fact) => `- ${fact}`);
  const ratioPart = ratios === '' ? [] : ['## Ratios', '', ratios, ''];
  const text = ['# Benchmark', '', ...lines, '', ...ratioPart, '## Figures', ''];
  return `${[...text, table(samples, columns, connections)].join('\n')}\n`;
}
