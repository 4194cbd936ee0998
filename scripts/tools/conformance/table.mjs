/** Two spaces are between columns. */
const GAP = '  ';
const FEATURE_WIDTH = 30;
const VERDICT_WIDTH = 7;
const NARROWEST = 80;
const WIDEST = 200;

/** Prints results as a table while they come. */
export class Table {
  #print;
  #widths;
  #group = '';

  /** @param {(text: string) => void} print @param {number} columns of the terminal */
  constructor(print, columns) {
    const width = Math.min(Math.max(columns, NARROWEST), WIDEST);
    const half = Math.floor((width - FEATURE_WIDTH - VERDICT_WIDTH - 3 * GAP.length) / 2);
    this.#print = print;
    this.#widths = [FEATURE_WIDTH, half, half, VERDICT_WIDTH];
    this.#line(['feature', 'expected', 'seen', 'verdict']);
  }

  /** @param {import('./run.mjs').Result} result */
  add({ group, feature, expected, seen, verdict }) {
    if (group !== this.#group) this.#print(`\n${group.toUpperCase()}\n`);
    this.#group = group;
    this.#line([feature, expected, seen, verdict]);
  }

  /** @param {string[]} cells */
  #line(cells) {
    const columns = cells.map((cell, index) => wrap(cell, this.#widths[index] ?? 0));
    const height = Math.max(...columns.map((lines) => lines.length));
    for (let at = 0; at < height; at += 1) {
      const line = columns.map((lines, index) => (lines[at] ?? '').padEnd(this.#widths[index] ?? 0));
      this.#print(`${line.join(GAP).trimEnd()}\n`);
    }
  }
}

/** A text in lines of at most that width, broken between words where they fit. @param {string} text @param {number} width */
export function wrap(text, width) {
  /** @type {string[]} */
  const lines = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
