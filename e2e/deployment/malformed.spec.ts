import { Client } from '../fixtures/client';
import { malformedRequests, sendMalformed } from '../fixtures/malformed';
import { expect, test } from '../fixtures/test';
import { USER_FIELDS } from '../fixtures/user-fields';

/** A share of what `npm run bench:malformed` sends; the seed is new each day, and said when something fails. */
const COUNT = 3000;
const SEED = Math.floor(Date.now() / 86_400_000);

test.describe('malformed requests', { tag: ['@any-database', '@slow'] }, () => {
  test('nothing malformed is answered with a 5xx, or not at all', async ({ serverWith }) => {
    const server = await serverWith({ USER_FIELDS: JSON.stringify(USER_FIELDS) });
    const { errors, counts } = await sendMalformed(server.baseUrl, malformedRequests(COUNT, SEED));
    expect(counts.size).toBeGreaterThan(10);
    expect(errors.slice(0, 3), `seed ${SEED}`).toEqual([]);
    expect((await new Client(server.baseUrl).get('/health/ready/')).status).toBe(200);
    expect(server.logs()).not.toContain('request failed');
  });
});
