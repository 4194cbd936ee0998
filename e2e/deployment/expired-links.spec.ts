import { signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { expectInvalid, linksOfEveryPurpose } from '../fixtures/links';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { test } from '../fixtures/test';

test.describe('one-time link', { tag: ['@any-database', '@slow'] }, () => {
  test('of every purpose is rejected after its time, and its page says so', async ({ database }) => {
    const settings = await freshDatabase(database);
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const { links, accounts } = await linksOfEveryPurpose(client);
    const [owner] = accounts;
    await server.stop();
    await stored(settings, "UPDATE one_time_links SET expires_at = now() - interval '1 second'");
    const restarted = await server.restart();
    await expectInvalid(client, links);
    await signedIn(client, owner);
    await restarted.stop();
  });
});
