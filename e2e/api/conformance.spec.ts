import { conformanceResults, differencesIn } from '../fixtures/conformance';
import { expect, test } from './api-test';

test('npm run conformance finds every row as it is expected', async ({ server }) => {
  const { code, results } = await conformanceResults(server.baseUrl);
  expect(differencesIn(results)).toEqual([]);
  expect(results.length).toBeGreaterThan(40);
  expect(code).toBe(0);
});
