/** Text for a terminal: what was stored can neither steer it nor break a line. Pure. */

export type Cell = string | number | null;

export type Column<Row> = readonly [heading: string, cell: (row: Row) => Cell];

const GAP = '  ';
const NOTHING = '-';

/** Controls, line ends, and the invisible ones that turn the direction of what follows. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const toEscape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text with every character that is not seen written out: `\u001b`. */
export function escapeControls(text: string): string {
  return text.replace(UNSEEN, (character) => character.split('').map(toEscape).join(''));
}

/** JSON, which has to escape only some of them, with all of them escaped; it still means the same. */
export function escapeControlsInJson(value: unknown): string {
  return JSON.stringify(value, null, 2).split('\n').map(escapeControls).join('\n');
}

/** "2026-11-24 12:00:00Z": RFC 3339 to the second, as people read it. */
export const shortInstant = (iso: string | null): string | null => iso && `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;

/** "1 mail", "2 mails". */
export const pluralize = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/**
 * Aligned columns under headings. Rows too wide for a terminal of `width` columns are written as facts
 * instead, one below the other: a wrapped table cannot be read.
 */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width: number): string {
  const cells = rows.map((row) => columns.map(([, cell]) => text(cell(row))));
  const headings = columns.map(([heading]) => heading.toUpperCase());
  const widths = headings.map((heading, at) =>
    Math.max(...[heading, ...cells.map((row) => row[at] ?? '')].map(length)),
  );
  const total = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
  if (total > width) {
    return rows.map((row) => formatKeyValues(columns.map(([heading, cell]) => [heading, cell(row)]))).join('\n\n');
  }
  return [headings, ...cells].map((row) => line(row, widths)).join('\n');
}

/** Names and values below each other. */
export function formatKeyValues(facts: readonly (readonly [name: string, value: Cell])[]): string {
  const widest = Math.max(...facts.map(([name]) => length(name)));
  return facts.map(([name, value]) => line([name, text(value)], [widest])).join('\n');
}

const text = (cell: Cell): string => (cell === null || cell === '' ? NOTHING : escapeControls(`${cell}`));

const length = (cell: string): number => [...cell].length;

function line(row: readonly string[], widths: readonly number[]): string {
  const padded = row.map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - length(cell))));
  return padded.join(GAP).trimEnd();
}
