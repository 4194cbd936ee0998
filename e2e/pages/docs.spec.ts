import type { Locator, Page } from 'playwright/test';
import { PASSWORD, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { findings } from './axe-findings';
import { expect, test as pageTest } from './page-test';

type Crawled = { path: string; status: number; text: string };

const LINK = / href="(\/docs\/(?!assets\/)[^"]*|#[^"]*)"/g;

const test = pageTest.extend<{ client: Client }>({
  client: async ({ posternUrl }, use) => use(new Client(posternUrl)),
});

/** Every page of the documentation that a link leads to, from the first one on. */
async function crawl(client: Client): Promise<Map<string, Crawled>> {
  const pages = new Map<string, Crawled>();
  const waiting = ['/docs/'];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (pages.has(path)) continue;
    const { status, text } = await client.get(path);
    pages.set(path, { path, status, text });
    waiting.push(...linksOf(text).map(({ path: to }) => to || '/docs/'));
  }
  return pages;
}

const linksOf = (html: string): { path: string; anchor: string | undefined }[] =>
  [...html.matchAll(LINK)].map(([, link = '']) => {
    const [path = '', anchor] = link.split('#');
    return { path, anchor };
  });

const headingOf = (html: string): string =>
  (/<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '').replaceAll('<!-- -->', '').replaceAll('&#x27;', "'");

const titleOf = (html: string): string => (/<title>(.*?)<\/title>/.exec(html)?.[1] ?? '').replaceAll('&#x27;', "'");

/** By how many CSS pixels something sticks out of a page that is 320 wide (WCAG 1.4.10). */
async function excessAt320(page: Page): Promise<number> {
  await page.setViewportSize({ width: 320, height: 640 });
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}

const GUIDES = ['/docs/', '/docs/api-guide/', '/docs/settings/', '/docs/integration/python/', '/docs/contributing/'];

test.describe('documentation', { tag: ['@any-database', '@slow'] }, () => {
  test('has a page for every document, and every link between them leads to a page and a heading', async ({
    client,
  }) => {
    const pages = await crawl(client);
    const paths = [...pages.keys()];
    expect(paths.length).toBeGreaterThan(50);
    expect(paths).toEqual(expect.arrayContaining(GUIDES));
    expect(paths).toEqual(expect.arrayContaining(['/docs/api/', '/docs/decisions/0003-no-server-actions/']));
    for (const { path, status, text } of pages.values()) {
      expect([path, status]).toEqual([path, 200]);
      expect(headingOf(text), path).not.toBe('');
      expect([path, titleOf(text)]).toEqual([path, `${headingOf(text)} · Postern`]);
      const missing = linksOf(text).filter(({ path: to, anchor }) => {
        const { text: target } = (to === '' ? pages.get(path) : pages.get(to)) ?? { text: '' };
        return anchor !== undefined && !target.includes(` id="${anchor}"`);
      });
      expect([path, missing]).toEqual([path, []]);
    }
  });

  test('answers for what is no document as any unknown page does', async ({ client }) => {
    for (const path of [
      '/docs/nothing/',
      '/docs/README/',
      '/docs/integration/',
      '/docs/api/x/',
      '/docs/assets/x/y.js',
    ]) {
      const { status, text } = await client.get(path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).toContain('Page not found');
    }
    expect((await client.post('/docs/', {})).status).toBe(405);
  });

  test('is not for search engines', async ({ client }) => {
    for (const path of ['/docs/', '/docs/api/', '/docs/settings/']) {
      expect((await client.get(path)).text).toContain('<meta name="robots" content="noindex, nofollow"/>');
    }
  });

  test('a guide is read without JavaScript', async ({ browser, posternUrl }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: posternUrl });
    const page = await context.newPage();
    await page.goto('/docs/');
    await page.getByRole('main').getByRole('link', { name: 'Settings', exact: true }).click();
    await expect(page).toHaveURL('/docs/settings/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
    const nav = page.getByRole('navigation', { name: 'Documentation' });
    await expect(nav.getByRole('link', { name: 'Settings', exact: true })).toHaveAttribute('aria-current', 'page');
    await page.setViewportSize({ width: 390, height: 800 });
    await expect(nav).toBeHidden();
    await page.getByText('All pages').click();
    await nav.getByRole('link', { name: 'Deployment' }).click();
    await expect(page).toHaveURL('/docs/deployment/');
    await context.close();
  });

  test('the first Tab leads past the navigation', async ({ page }) => {
    await page.goto('/docs/settings/');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
  });

  for (const path of GUIDES) {
    test(`${path}: axe finds nothing, and nothing sticks out of a phone`, async ({ page }) => {
      await page.goto(path);
      expect(await findings(page)).toEqual([]);
      expect(await excessAt320(page)).toBe(0);
      expect(await findings(page)).toEqual([]);
    });
  }

  test('no page of it sticks out of a phone', async ({ page, client }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    const paths = [...(await crawl(client)).keys()].filter((path) => !path.startsWith('/docs/decisions/0'));
    for (const path of paths) {
      await page.goto(path);
      expect([path, await excessAt320(page)]).toEqual([path, 0]);
    }
  });
});

type Described = { paths: Record<string, Record<string, object>> };

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

test.describe('API reference', { tag: ['@any-database', '@slow'] }, () => {
  const operationsOf = async (client: Client): Promise<string[]> => {
    const { paths } = (await client.get('/auth/openapi.json')).json<Described>();
    return Object.entries(paths).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => `${method.toUpperCase()} ${path}`),
    );
  };

  const openReference = async (page: Page) => {
    await page.goto('/docs/api/');
    await expect(page.locator('.opblock').first()).toBeVisible();
  };

  /** Opens an operation, and its form. */
  const tryOut = async (page: Page, method: string, path: string): Promise<Locator> => {
    const operation = page
      .locator('.opblock')
      .filter({ has: page.locator(`[data-path="${path}"]`) })
      .filter({ hasText: new RegExp(`^${method}`) });
    await operation.getByRole('button').first().click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    return operation;
  };

  const execute = async (operation: Locator): Promise<{ status: string; body: string }> => {
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = operation.locator('.live-responses-table .response');
    const status = (await response.locator('.response-col_status').textContent()) ?? '';
    return { status: status.trim(), body: (await response.textContent()) ?? '' };
  };

  test('leads to the list of the guide without JavaScript', async ({ browser, posternUrl }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: posternUrl });
    const page = await context.newPage();
    await page.goto('/docs/api/');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('API reference');
    await page.getByRole('link', { name: 'the list of endpoints' }).click();
    await expect(page).toHaveURL('/docs/api-guide/#endpoints');
    await expect(page.getByRole('cell', { name: '/auth/token/verify/' })).toBeVisible();
    await context.close();
  });

  test('has every operation of the document in its viewer', async ({ page, client }) => {
    await openReference(page);
    await expect(page.locator('.opblock')).toHaveCount((await operationsOf(client)).length);
    await expect(page.getByRole('link', { name: 'the list of endpoints' })).toHaveCount(0);
  });

  test('sends requests to this server, with the token that one authorizes with', async ({ page }) => {
    const email = uniqueEmail();
    await openReference(page);
    const register = await tryOut(page, 'POST', '/auth/register/');
    await register.locator('textarea').fill(JSON.stringify({ email, password: PASSWORD }));
    expect(await execute(register)).toMatchObject({ status: '201', body: expect.stringContaining(email) });

    const signIn = await tryOut(page, 'POST', '/auth/token/');
    await signIn.locator('textarea').fill(JSON.stringify({ email, password: PASSWORD }));
    const [, access = ''] = /"access": "([^"]+)"/.exec((await execute(signIn)).body) ?? [];
    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Authorize' });
    await dialog.getByRole('textbox').first().fill(access);
    await dialog.getByRole('button', { name: 'Authorize' }).first().click();
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    const me = await tryOut(page, 'GET', '/auth/me/');
    expect(await execute(me)).toMatchObject({ status: '200', body: expect.stringContaining(email) });
    expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).toBe('[{},{}]');
  });

  test('asks for a token in a dialog that holds the focus, and gives it back', async ({ page }) => {
    await openReference(page);
    const opener = page.getByRole('button', { name: 'Authorize', exact: true });
    const dialog = page.getByRole('dialog', { name: 'Authorize' });
    const isFocusWithin = () => dialog.evaluate((element) => element.contains(document.activeElement));
    await opener.focus();
    for (const close of [
      () => page.keyboard.press('Escape'),
      () => dialog.getByRole('button', { name: 'Close' }).first().press('Enter'),
      () => dialog.evaluate((element: HTMLDialogElement) => element.close()),
    ]) {
      await page.keyboard.press('Enter');
      await expect(dialog).toBeVisible();
      expect(await isFocusWithin()).toBe(true);
      const outside = await page
        .locator('.opblock-summary-control')
        .first()
        .evaluate((button: HTMLElement) => {
          button.focus();
          return button === document.activeElement;
        });
      expect(outside).toBe(false);
      await close();
      await expect(dialog).toHaveCount(0);
      await expect(opener).toBeFocused();
    }
  });

  test('sends requests under the name that the page was opened by', async ({ page, posternUrl, surprises }) => {
    const origin = posternUrl.replace('localhost', '127.0.0.1');
    await page.goto(`${origin}/docs/api/`);
    const jwks = await tryOut(page, 'GET', '/.well-known/jwks.json');
    expect(await execute(jwks)).toMatchObject({ status: '200', body: expect.stringContaining('"keys"') });
    const others = surprises.filter((each) => !each.startsWith(`a request to ${origin}/`));
    surprises.splice(0, surprises.length, ...others);
  });

  test('axe finds nothing, and nothing sticks out of a phone', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await openReference(page);
    expect(await findings(page)).toEqual([]);
    const token = await tryOut(page, 'POST', '/auth/token/');
    await execute(token);
    await tryOut(page, 'GET', '/auth/sessions/');
    expect(await findings(page)).toEqual([]);
    expect(await excessAt320(page)).toBe(0);
    expect(await findings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    expect(await findings(page)).toEqual([]);
  });

  test('its viewer is loaded there alone, and kept by browsers', async ({ page, client }) => {
    const loaded: string[] = [];
    page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
    await openReference(page);
    const files = loaded.filter((path) => path.startsWith('/docs/assets/'));
    expect(files.map((path) => path.split('/').at(-1)).sort()).toEqual([
      'docs.css',
      'swagger-ui-bundle.js',
      'swagger-ui.css',
      'viewer.css',
    ]);
    for (const path of files) {
      const { status, headers } = await client.get(path, { 'Accept-Encoding': 'gzip' });
      expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
      expect(headers['content-encoding']).toBe('gzip');
    }
    loaded.length = 0;
    for (const path of ['/login/', '/docs/settings/']) await page.goto(path);
    expect(loaded.filter((path) => /^\/docs\/assets\/.*(swagger|viewer)/.test(path))).toEqual([]);
  });

  test('the sign-in page loads nothing of the documentation', async ({ page }) => {
    const sheets = (): Promise<string[]> =>
      page.evaluate(() =>
        [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].map((each) => each.cssText)),
      );
    await page.goto('/docs/settings/');
    expect((await sheets()).filter((rule) => rule.includes('.docs-'))).not.toEqual([]);
    await page.goto('/login/');
    expect((await sheets()).filter((rule) => rule.includes('.docs-'))).toEqual([]);
  });
});
