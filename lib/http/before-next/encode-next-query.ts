/** `next` comes first, and neither its slash nor its question mark is encoded. */
const UNENCODED_NEXT = /^\?next=(\/[^?&]*\?.*)$/s;

/**
 * The query of a page with its `next` encoded, should it not be. A proxy that cannot encode (nginx) writes the path as
 * it was asked for: read as it stands, its own query would end at the first `&` and be decoded once too often.
 */
export function withEncodedNext(query: string): string {
  const next = UNENCODED_NEXT.exec(query)?.[1];
  return next === undefined ? query : `?next=${encodeURIComponent(next)}`;
}
