/** Headers by which a proxy tells an app who its visitor is. */
type Identity = { id: string; email: string; name: string | null | undefined; roles: readonly string[] };

/** Everything but the printable characters of ASCII, `%` itself, and spaces at the ends, which HTTP takes off. */
const NOT_PLAIN = /[^\x20-\x24\x26-\x7e]|^ +| +$/gu;

/**
 * A text of which any program gets the original back by decoding percent-encoded UTF-8 (RFC 3986 §2.1), such as with
 * `decodeURIComponent`. No text can end the header or begin another. Unpaired surrogates, which UTF-8 does not have, become
 * U+FFFD. Pure.
 */
export const encodeHeaderText = (text: string): string => text.toWellFormed().replace(NOT_PLAIN, encodeURIComponent);

/** The items of a list, separated by commas: a comma inside an item is encoded as well. Pure. */
export const encodeHeaderList = (items: readonly string[]): string =>
  items.map((item) => encodeHeaderText(item).replaceAll(',', '%2C')).join(',');

/**
 * A header without a value is sent as well: a proxy that copies it replaces what its client sent under this name. Pure.
 */
export const identityHeaders = ({ id, email, name, roles }: Identity): Record<string, string> => ({
  'Remote-User': encodeHeaderText(id),
  'Remote-Email': encodeHeaderText(email),
  ...(name !== undefined && { 'Remote-Name': encodeHeaderText(name ?? '') }),
  'Remote-Groups': encodeHeaderList(roles),
});
