import { parse } from 'content-type';

/** A media range (RFC 9110 §12.5.1) without its parameters. */
const MEDIA_RANGE = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/;

/**
 * Whether an `Accept` header names a media type, in any letter case and with any weight: a wildcard names none, and `q=0`
 * names it too. A malformed range names every type whose text is in it: in doubt a form is a browser's, which must come
 * from our own pages. Pure. @param type in lower case
 */
export function namesMediaType(accept: string | null | undefined, type: string): boolean {
  const header = (accept ?? '').toLowerCase();
  for (let start = 0; start < header.length; ) {
    const range = parse(header, { comma: true, start });
    const isMalformed = !MEDIA_RANGE.test(range.type);
    if (range.type === type || (isMalformed && header.slice(start, range.index).includes(type))) return true;
    start = range.index + 1;
  }
  return false;
}
