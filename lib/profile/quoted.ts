/**
 * What an operator wrote, as part of a message of one line: in quotes, cut at that many characters. JSON leaves U+2028 and
 * U+2029 as they are (RFC 8259 §7), and both end a line.
 */
export function quoted(text: string, maxCharacters = 60): string {
  const json = JSON.stringify(text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text);
  return json.replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
}
