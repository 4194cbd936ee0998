import { expect, test } from 'playwright/test';
import { termsInput } from './terms';

test('the present version of the terms is accepted, and kept', () => {
  expect(termsInput('2026-11').parse({ terms_version: '2026-11' })).toEqual({ termsVersion: '2026-11' });
});

for (const body of [
  {},
  { terms_version: null },
  ...['', '2025-01', ' 2026-11'].map((text) => ({ terms_version: text })),
  { terms_version: 202611 },
  { terms_version: ['2026-11'] },
]) {
  test(`${JSON.stringify(body)} does not accept them`, () => {
    const [issue, ...others] = termsInput('2026-11').safeParse(body).error?.issues ?? [];
    expect([issue?.path, issue?.message, others]).toEqual([
      ['terms_version'],
      'Accept the current terms to continue.',
      [],
    ]);
  });
}

test('without terms nothing is accepted', () => {
  expect(termsInput(undefined).parse({ terms_version: '2026-11' })).toEqual({ termsVersion: null });
});
