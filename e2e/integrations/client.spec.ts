import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PASSWORD, registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { expect, test, urlOf } from './example-test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');
const TSC = path.join(projectDir, 'node_modules', 'typescript', 'bin', 'tsc');

const client = ['postern-client'];

test.describe('the package @postern/client', { tag: '@any-database' }, () => {
  test('signs in from an empty folder, as its guide says', async ({ server, example }) => {
    const folder = await example('client', client);
    const email = uniqueEmail();
    const output = await folder.run('node', ['account.mjs'], { POSTERN_URL: urlOf(server), EMAIL: email });
    const rejected = "400 { password: [ 'This password is too common.' ] }";
    expect(output.split('\n')).toEqual([rejected, email, '1 session', 'null', '']);
  });

  test('renews access tokens once for all requests, and survives a lost response', { tag: '@slow' }, async ({
    serverWith,
    example,
  }) => {
    const server = await serverWith({ ACCESS_TOKEN_SECONDS: '2', ROTATE_REFRESH_TOKENS: 'true' });
    const folder = await example('client', client);
    const { email } = await registered(new Client(server.baseUrl));
    const env = { POSTERN_URL: urlOf(server), EMAIL: email, PASSWORD };
    expect(JSON.parse(await folder.run('node', ['refresh.mjs'], env))).toEqual({
      shared: { users: 5, refreshes: 1 },
      lost: 'NetworkError',
      afterLoss: email,
      afterSuccessor: email,
      isRotated: true,
      stolen: 'token_not_valid',
      owner: 'token_not_valid',
      left: null,
    });
  });

  test('verifies an email and resets a password by their links', async ({ server, example }) => {
    const folder = await example('client', client);
    const { email } = await registered(new Client(server.baseUrl));
    const env = { POSTERN_URL: urlOf(server), EMAIL: email, PASSWORD };
    expect(JSON.parse(await folder.run('node', ['password.mjs'], env))).toEqual({
      isVerified: true,
      unknown: [404, 'user_not_found'],
      tooShort: { password: ['This password is too short. It must contain at least 8 characters.'] },
      usedLink: { token: ['Invalid or expired token.'] },
      endedSession: 'token_not_valid',
      wrong: 'No active account found with the given credentials',
    });
  });

  for (const resolution of ['nodenext', 'bundler']) {
    test(`has types for strict TypeScript, with the module resolution ${resolution}`, async ({ example }) => {
      const folder = await example('client', client);
      const module = resolution === 'nodenext' ? 'nodenext' : 'esnext';
      const compilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        module,
        moduleResolution: resolution,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
      };
      await writeFile(
        path.join(folder.path, 'tsconfig.json'),
        JSON.stringify({ compilerOptions, files: ['typed.ts'] }),
      );
      await folder.run('node', [TSC, '-p', '.']);
    });
  }
});
