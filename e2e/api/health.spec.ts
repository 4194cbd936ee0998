import { expect, test } from './api-test';

for (const path of ['/health/live/', '/health/ready/']) {
  test(`${path} is 200 with or without its slash while the server is well`, async ({ client }) => {
    for (const spelling of [path, path.slice(0, -1)]) expect((await client.get(spelling)).status).toBe(200);
  });

  test(`${path} names no version and is not kept`, async ({ client }) => {
    const { text, headers } = await client.get(path);
    expect(text).not.toMatch(/\d+\.\d+|next|node|postgres|pglite/i);
    expect(headers['cache-control']).toMatch(/no-store/);
  });
}

test('/metrics/ is not there without a token set', async ({ client }) => {
  for (const path of ['/metrics/', '/metrics']) {
    expect((await client.get(path)).status).toBe(404);
    expect((await client.get(path, { Authorization: 'Bearer x' })).status).toBe(404);
    expect((await client.get(path, { Authorization: 'Bearer' })).status).toBe(404);
  }
});
