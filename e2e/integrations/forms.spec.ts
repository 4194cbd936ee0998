import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright/test';
import { PASSWORD, registered } from '../fixtures/accounts';
import type { CleanFolder } from '../fixtures/clean-folder';
import { Client } from '../fixtures/client';
import { expect, test, urlOf } from './example-test';

const NAMES = ['login', 'register', 'forgot-password', 'reset-password'];
const projectDir = path.resolve(import.meta.dirname, '..', '..');
const TSC = path.join(projectDir, 'node_modules', 'typescript', 'bin', 'tsc');

type Item = { name: string; files: { path: string; target: string; content: string }[] };

/** Copies every form into an app, as `npx shadcn add` does, and builds it. */
async function installForms(client: Client, folder: CleanFolder): Promise<void> {
  await folder.run('npm', ['install', '--include=dev', '--no-audit', '--no-fund', '--prefer-offline']);
  for (const name of NAMES) {
    for (const { target, content } of (await client.get(`/r/${name}.json`)).json<Item>().files) {
      const file = path.join(folder.path, target);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
  await folder.run('node', [TSC, '-p', '.']);
}

/** Shows the app's own page to sign in, on the origin of Postern. */
async function openSignIn(page: Page, url: string, folder: CleanFolder, script = ''): Promise<void> {
  const html = await folder.run('node', ['render.cjs']);
  await page.route(`${url}/app/sign-in`, (route) =>
    route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>Example</title>${html}${script}` }),
  );
  await page.goto(`${url}/app/sign-in`);
}

async function fill(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test.describe('a form as code', { tag: '@any-database' }, () => {
  for (const name of NAMES) {
    test(`${name} is served as an item of a registry, and may be kept`, async ({ server }) => {
      const { status, headers, json } = await new Client(server.baseUrl).get(`/r/${name}.json`);
      expect([status, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'application/json',
        'public, max-age=3600',
      ]);
      const text = (file: string) => readFile(path.join(projectDir, 'components', 'registry', file), 'utf8');
      const fileOf = async (file: string) => ({
        path: `components/registry/${file}`,
        target: `components/postern/${file}`,
        type: 'registry:component',
        content: await text(file),
      });
      expect(json()).toEqual({
        $schema: 'https://ui.shadcn.com/schema/registry-item.json',
        name,
        type: 'registry:component',
        title: expect.any(String),
        description: expect.any(String),
        dependencies: [],
        registryDependencies: [],
        files: [await fileOf('postern-form.tsx'), await fileOf(`${name}-form.tsx`)],
      });
    });
  }

  test('there are no other items', async ({ server }) => {
    const client = new Client(server.baseUrl);
    for (const file of ['nothing.json', 'login', 'login.json.json', '../package.json']) {
      expect([file, (await client.get(`/r/${file}`)).status]).toEqual([file, 404]);
    }
  });
});

test.describe('a form as code, in an app', { tag: ['@any-database', '@slow'] }, () => {
  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });

    test('type-checks in a fresh folder, signs in, and shows errors on the page of Postern', async ({
      server,
      example,
      page,
    }) => {
      const client = new Client(server.baseUrl);
      const folder = await example('forms');
      await installForms(client, folder);
      const { email } = await registered(client);
      await openSignIn(page, urlOf(server), folder);
      await fill(page, email, 'not the password');
      await expect(page).toHaveURL(/\/login\/\?next=/);
      await expect(page.getByText('Incorrect email or password.')).toBeVisible();
      await expect(page.getByLabel('Email')).toHaveValue(email);

      await openSignIn(page, urlOf(server), folder);
      await fill(page, email, PASSWORD);
      await expect(page).toHaveURL(`${urlOf(server)}/account/`);
    });
  });

  test('shows errors in place once there is a script', async ({ server, example, page }) => {
    const client = new Client(server.baseUrl);
    const folder = await example('forms');
    await installForms(client, folder);
    const { outputFiles } = await build({
      absWorkingDir: folder.path,
      entryPoints: ['app/hydrate.tsx'],
      bundle: true,
      write: false,
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    const { email } = await registered(client);
    await openSignIn(page, urlOf(server), folder, `<script>${outputFiles[0]?.text}</script>`);
    await fill(page, email, 'not the password');
    await expect(page.getByText('Incorrect email or password.')).toBeVisible();
    await expect(page).toHaveURL(`${urlOf(server)}/app/sign-in`);
    await fill(page, email, PASSWORD);
    await expect(page).toHaveURL(`${urlOf(server)}/account/`);
  });
});
