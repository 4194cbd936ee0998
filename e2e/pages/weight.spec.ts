import { typeIntoFields, weigh } from '../../scripts/tools/weigh.mjs';
import { expect, test } from './page-test';
import { PAGES } from './states';

/** Scripts of a page, compressed, with what it fetches when a user types. */
const MAX_SCRIPT_BYTES = 130_000;

test.describe('page weight', { tag: '@any-database' }, () => {
  for (const [name, { isForm, states }] of Object.entries(PAGES)) {
    if (!isForm) continue;
    const [arrange = async () => {}] = Object.values(states);

    test(`the scripts of the page “${name}” are no more than ${MAX_SCRIPT_BYTES} bytes`, async ({
      page,
      posternUrl,
      registered,
      signedIn,
      mailbox,
      invitation,
    }) => {
      await arrange({ page, posternUrl, registered, signedIn, mailbox, invitation });
      await typeIntoFields(page);
      const { scripts } = await weigh(page);
      expect(scripts).toBeGreaterThan(0);
      expect(scripts).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
    });
  }
});
