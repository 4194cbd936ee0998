import { GROUPS } from './rows.mjs';

/** The rows as `docs/conformance.md` has them: both columns, and why they differ. */
export function toMarkdown() {
  return Object.entries(GROUPS)
    .map(([group, rows]) => [`### ${group}`, table(rows), reasons(rows)].filter(Boolean).join('\n\n'))
    .join('\n\n');
}

/** @param {import('./row.mjs').Row[]} rows */
function table(rows) {
  const lines = rows.map(({ feature, expected, simplejwt }) => {
    return `| ${cell(feature)} | ${code(expected)} | ${simplejwt === undefined ? 'the same' : code(simplejwt.expected)} |`;
  });
  return ['| feature | Postern | simplejwt and djoser |', '|---|---|---|', ...lines].join('\n');
}

/** @param {import('./row.mjs').Row[]} rows */
function reasons(rows) {
  return rows
    .flatMap(({ feature, simplejwt }) => {
      if (simplejwt === undefined) return [];
      const newer = simplejwt.newer === undefined ? '' : ` Newer versions: ${code(simplejwt.newer)}.`;
      return [`- **${cell(feature)}**: ${simplejwt.why}${newer}`];
    })
    .join('\n');
}

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|');

/** @param {string} text */
const code = (text) => `\`${cell(text)}\``;
