/** `NAME=value`, `export NAME=value` or `NAME: value`, up to where the value begins. */
const NAME = /^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)(?:[^\S\n]*=|:(?=\s))/;

/** A whole value in quotes, which may span lines, and nothing behind it but a comment. A quote after `\` does not end it. */
const QUOTED = /^[^\S\n]*(?:'((?:\\'|[^'])*)'|"((?:\\"|[^"])*)"|`((?:\\`|[^`])*)`)(?:[^\S\n]+#[^\n]*|[^\S\n]*)(?=\n|$)/;

const PLAIN = /^[^\n]*/;
const COMMENT = /\s#.*$/s;

/**
 * The settings in the text of a `.env` file; of two lines with one name the later counts. Every `$` is a character
 * like any other, and so is a `#` that no white space stands before. `\n` and `\r` in double quotes are line ends.
 * Pure.
 */
export function parseEnvFile(text: string): Record<string, string> {
  const settings: Record<string, string> = {};
  let rest = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  while (rest !== '') {
    const [start, name] = NAME.exec(rest) ?? [];
    if (start !== undefined && name !== undefined) {
      const { value, length } = readValue(rest.slice(start.length));
      settings[name] = value;
      rest = rest.slice(start.length + length);
    }
    const end = rest.indexOf('\n');
    rest = end === -1 ? '' : rest.slice(end + 1);
  }
  return settings;
}

function readValue(text: string): { value: string; length: number } {
  const quoted = QUOTED.exec(text);
  if (quoted) {
    const [whole, single, double, backtick] = quoted;
    const value = single ?? double?.replace(/\\n/g, '\n').replace(/\\r/g, '\r') ?? backtick ?? '';
    return { value, length: whole.length };
  }
  const [line = ''] = PLAIN.exec(text) ?? [];
  return { value: line.replace(COMMENT, '').trim(), length: line.length };
}
