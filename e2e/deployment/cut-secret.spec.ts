// With PGlite alone: with PostgreSQL the secret is a setting.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { registered, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { command, refused } from '../fixtures/commands';
import { freshDatabase } from '../fixtures/databases';
import { failedStart, startServer } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

test.describe('truncated secret', { tag: ['@pglite', '@slow'] }, () => {
  for (const [what, text] of [
    ['empty', ''],
    ['cut', 'c2hvcnQ='],
  ] as const) {
    test(`an auth-secret file that is ${what} stops the start and the commands with one line, and never counts`, async () => {
      const settings = await freshDatabase('pglite');
      const server = await startServer(settings);
      const account = await registered(new Client(server.baseUrl));
      await server.stop();
      const file = path.join(settings.DATA_DIR ?? '', 'auth-secret');
      const secret = await readFile(file, 'utf8');
      await writeFile(file, text);
      const line = `${file} has ${text.length} bytes and must have at least 32: it was emptied or truncated. Restore it from a backup`;

      const { code, output } = await failedStart(settings);
      expect({ code, output }).toEqual({
        code: 1,
        output: expect.stringMatching(/^Postern cannot start: [^\n]*\n$/),
      });
      expect(output).toContain(line);
      expect(await command('users', ['list'], settings)).toEqual(refused(1, line));
      expect(await readFile(file, 'utf8')).toBe(text);

      await writeFile(file, secret);
      const again = await server.restart();
      await signedIn(new Client(again.baseUrl), account);
      await again.stop();
    });
  }
});
