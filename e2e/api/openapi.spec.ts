import type { OpenApiDocument } from '../fixtures/api-description';
import { offeredMethods } from '../fixtures/route-files';
import { expect, test } from './api-test';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The methods by path, without the final slash that the files of the code do not have. */
const describedMethods = ({ paths }: OpenApiDocument): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [path.replace(/(.)\/$/, '$1'), Object.keys(item).sort()]),
  );

test.describe('the description of the API', () => {
  test('is served as JSON that may be cached', async ({ client }) => {
    const answer = await client.get('/auth/openapi.json');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['cache-control']).toBe('public, max-age=600');
    expect(answer.json()).toMatchObject({ openapi: '3.1.1', servers: [{ url: client.appUrl }] });
  });

  test('has every method of every route', async ({ client }) => {
    const document = (await client.get('/auth/openapi.json')).json<OpenApiDocument>();
    const offered = await offeredMethods(client);
    expect(Object.keys(offered).length).toBeGreaterThan(25);
    expect(describedMethods(document)).toEqual(offered);
  });

  test('has no method that the server refuses', async ({ client }) => {
    const { paths } = (await client.get('/auth/openapi.json')).json<OpenApiDocument>();
    const urls = Object.keys(paths).filter(
      (path) => !path.includes('{') && /^\/(auth|health|\.well-known)\//.test(path),
    );
    for (const url of urls) {
      for (const method of METHODS) {
        const { status } = await client.request(method.toUpperCase(), url);
        expect([method, url, status === 405]).toEqual([method, url, paths[url]?.[method] === undefined]);
      }
    }
  });
});
