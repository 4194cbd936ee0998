// What a page costs its reader: the bytes of its parts as they came over the wire, compressed.

/** @typedef {{ html: number, style: number, scripts: number }} Weight bytes, without the headers */

/**
 * All that the page has fetched so far, parts that its script asked for later included.
 * @param {import('playwright').Page} page
 * @returns {Promise<Weight>}
 */
export async function weigh(page) {
  const fetched = await page.evaluate(() => {
    const entries = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return /** @type {PerformanceResourceTiming[]} */ (entries).map(({ name, entryType, encodedBodySize }) => ({
      path: entryType === 'navigation' ? '.html' : new URL(name).pathname,
      bytes: encodedBodySize,
    }));
  });
  /** @param {string} end of their paths */
  const sum = (end) => fetched.filter(({ path }) => path.endsWith(end)).reduce((bytes, part) => bytes + part.bytes, 0);
  return { html: sum('.html'), style: sum('.css'), scripts: sum('.js') };
}

/**
 * Types into every field, so that whatever waits for that is fetched too.
 * @param {import('playwright').Page} page
 */
export async function typeIntoFields(page) {
  await page.waitForLoadState('networkidle');
  for (const field of await page.locator('input:visible').all()) await field.pressSequentially('someone@example.com');
  await page.waitForLoadState('networkidle');
}
