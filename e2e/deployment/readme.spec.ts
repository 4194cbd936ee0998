import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { uniqueEmail } from '../fixtures/accounts';
import { run } from '../fixtures/commands';
import { environment } from '../fixtures/server';
import { expect, test } from '../fixtures/test';

const projectDir = path.resolve(import.meta.dirname, '..', '..');

test.describe('README', { tag: '@any-database' }, () => {
  test('the tour with curl works as it is printed', async ({ server }) => {
    const readme = await readFile(path.join(projectDir, 'README.md'), 'utf8');
    const [, tour = ''] = /## A tour with curl\n\n```sh\n(.*?)```/s.exec(readme) ?? [];
    const { port } = new URL(server.baseUrl);
    const script = tour
      .replace('http://localhost:3000', `http://localhost:${port}`)
      .replaceAll('ada@example.com', uniqueEmail())
      .replaceAll('curl ', 'curl --fail --silent --show-error ');
    const { code, stdout, stderr } = await run('sh', ['-e', '-c', script], { cwd: projectDir, env: environment({}) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // Registered, the mail, who is signed in, a new access token, the reset requested and done.
    expect(stdout).toMatch(
      /^\{"id":.*\}\[\{"id":.*\{"id":.*"email_verified":false.*\{"access":"[^"]+"\}.*has been sent\."\}.*with the new password\."\}$/s,
    );
  });
});
