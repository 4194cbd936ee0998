import type { Page } from 'playwright/test';
import { invited } from '../fixtures/invitations';
import { type PosternFixtures, type PosternOptions, posternFixtures } from '../fixtures/postern';
import { expect, test as serverTest } from '../fixtures/test';

/** What the browser reports of a rejected or failed request of a form’s script; not an error of the page. */
const REFUSED =
  /^Failed to load resource: (the server responded with a status of (400|401|404|413|421|429|503)|net::ERR_INTERNET_DISCONNECTED)/;

export type InvitationFixture = {
  /** Has the operator of the worker's server print an invitation. */
  invitation: () => Promise<{ email: string; token: string }>;
};

/**
 * A browser at the worker's server. Unexpected behavior of a page fails its test: an error on the console, a report of
 * the content security policy, a request to another origin.
 */
export const test = serverTest
  .extend<PosternFixtures & PosternOptions>(posternFixtures)
  .extend<{ surprises: string[] } & InvitationFixture>({
    posternUrl: async ({ server }, use) => use(appUrlOf(server.baseUrl)),
    invitation: async ({ server }, use) => use(() => invited(server.settings ?? {})),
    baseURL: async ({ posternUrl }, use) => use(posternUrl),
    surprises: [
      async ({ context, posternUrl }, use) => {
        const surprises: string[] = [];
        context.on('console', (message) => {
          const isSurprise = ['error', 'warning'].includes(message.type()) && !REFUSED.test(message.text());
          if (isSurprise) surprises.push(`${message.page()?.url()}: ${message.text()}`);
        });
        context.on('weberror', (error) => surprises.push(String(error.error())));
        context.on('request', (request) => {
          if (!request.url().startsWith(`${posternUrl}/`) && !request.url().startsWith('about:')) {
            surprises.push(`a request to ${request.url()}`);
          }
        });
        await use(surprises);
        expect(surprises).toEqual([]);
      },
      { auto: true },
    ],
  });

/** What the server calls itself, whichever name it was started under. */
export const appUrlOf = (baseUrl: string): string => baseUrl.replace('127.0.0.1', 'localhost');

/** What a test brings about itself is no surprise: takes it out, and fails where it did not come. */
export async function expectSurprise(surprises: string[], pattern: RegExp): Promise<void> {
  await expect.poll(() => surprises.some((each) => pattern.test(each))).toBe(true);
  surprises.splice(0, surprises.length, ...surprises.filter((each) => !pattern.test(each)));
}

/** The form's script is at work from here on: its button shows, also before its style, and React has the form's handlers. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.getByRole('button', { name: 'Show password' })).toBeVisible();
  const areHandled = (forms: Element[]) =>
    forms.some((form) => Object.keys(form).some((key) => key.startsWith('__reactProps')));
  await expect.poll(() => page.locator('form').evaluateAll(areHandled)).toBe(true);
}

export { expect };
