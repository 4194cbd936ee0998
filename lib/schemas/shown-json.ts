/**
 * A value that a client sent, as JSON for a message. `JSON.stringify` calls itself for each level, and ends with a
 * RangeError at some thousands, which a body has room for: such a value is shown by its brackets alone.
 */
export function shownJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}
