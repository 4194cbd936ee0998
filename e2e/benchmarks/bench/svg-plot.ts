import { type Column, valuesOf } from './report';
import type { Sample } from './samples';
import { formatNumber, median } from './statistics';

/** What is drawn: a group of bars for each, on a scale of its own. */
const GROUPS = [
  { title: 'me, requests a second (16 connections)', figure: 'rate/me/16' },
  { title: 'refresh, requests a second (16 connections)', figure: 'rate/refresh/16' },
  { title: 'sign-in page, requests a second (16 connections)', figure: 'rate/sign-in-page/16' },
  { title: 'sign-ins a second (16 connections)', figure: 'rate/sign-in/16' },
  { title: 'p99 of me beside a storm of sign-ins, ms (less is better)', figure: 'storm/p99/me' },
  { title: 'memory at its peak, MiB (less is better)', figure: 'memory/peak' },
  { title: 'start to first page, ms (less is better)', figure: 'start' },
];

const SIZE = { width: 720, label: 170, value: 80, bar: 16, gap: 4, title: 34, margin: 16 };

/** Readable on a light and on a dark page. */
const STYLE = `text { font: 13px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600 }
.note { font-size: 11px } .own { fill: #0b6e4f } .other { fill: #9aa4ad }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .own { fill: #3fb68b } .other { fill: #6e7781 } }`;

/** Horizontal bars of the medians, as an SVG document. `facts` are lines below it. */
export function toSvg(samples: readonly Sample[], columns: readonly Column[], facts: readonly string[]): string {
  let y = SIZE.margin;
  const parts: string[] = [];
  for (const { title, figure } of GROUPS) {
    const bars = columns.flatMap(({ name, label }) => {
      const value = median(valuesOf(samples, name, figure));
      return Number.isFinite(value) ? [{ name, label, value }] : [];
    });
    if (bars.length === 0) continue;
    const largest = Math.max(...bars.map(({ value }) => value));
    parts.push(text(SIZE.margin, y + 16, title, 'title'));
    y += SIZE.title - 8;
    for (const bar of bars) {
      parts.push(drawBar(bar, y, largest));
      y += SIZE.bar + SIZE.gap;
    }
    y += SIZE.margin;
  }
  for (const line of facts.flatMap((fact) => wrap(fact.replaceAll('`', '')))) {
    y += SIZE.margin;
    parts.push(text(SIZE.margin, y, line, 'note'));
  }
  const height = y + SIZE.margin;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${height}" role="img">`;
  return [head, '<title>Postern beside other servers</title>', `<style>${STYLE}</style>`, ...parts, '</svg>\n'].join(
    '\n',
  );
}

function drawBar({ name, label, value }: { name: string; label: string; value: number }, y: number, largest: number) {
  const room = SIZE.width - SIZE.label - SIZE.value - 2 * SIZE.margin;
  const width = Math.max(1, (room * value) / largest);
  const x = SIZE.margin + SIZE.label;
  const baseline = y + SIZE.bar - 3;
  const kind = name.startsWith('postern') ? 'own' : 'other';
  return [
    text(SIZE.margin, baseline, label),
    `<rect class="${kind}" x="${x}" y="${y}" width="${width.toFixed(1)}" height="${SIZE.bar}" rx="2"/>`,
    text(x + width + 6, baseline, formatNumber(value)),
  ].join('\n');
}

/** Lines as wide as the plot. SVG does not break them by itself. */
const wrap = (words: string): string[] => words.match(/.{1,110}(?= |$)/g)?.map((line) => line.trim()) ?? [];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function text(x: number, y: number, words: string, kind = ''): string {
  const escaped = words.replace(/[&<>]/g, (character) => ENTITIES[character] ?? '');
  return `<text${kind === '' ? '' : ` class="${kind}"`} x="${x.toFixed(1)}" y="${y}">${escaped}</text>`;
}
