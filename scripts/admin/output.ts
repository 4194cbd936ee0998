import { escapeControlsInJson } from './terminal';

export function printJson(value: unknown): void {
  process.stdout.write(`${escapeControlsInJson(value)}\n`);
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Columns that a table may take; a file or a pipe has no edge. */
export const terminalWidth = (): number => (process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY);
