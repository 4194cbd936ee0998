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

  test('notices a response that is not as it is described', async ({ client, description }) => {
    const answer = await client.get('/auth/me/');
    const problemsOf = (changed: object, path = '/auth/me/') =>
      description?.problemsOf({ method: 'GET', path, headers: {} }, { ...answer, ...changed });
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ status: 402 })).toEqual(['GET /auth/me/ 402: the status is not described']);
    expect(problemsOf({ json: () => ({ detail: 'Who are you?' }) })).not.toEqual([]);
    expect(problemsOf({ headers: { ...answer.headers, 'content-type': 'text/plain' } })).toEqual([
      'GET /auth/me/ 401: the type "text/plain" is not described',
    ]);
    const { 'www-authenticate': _challenge, ...others } = answer.headers;
    expect(problemsOf({ headers: others })).toEqual(['GET /auth/me/ 401: the header WWW-Authenticate is missing']);
    expect(problemsOf({}, '/auth/nothing/')).toEqual([
      'GET /auth/nothing/ 401: the path or the method is not described',
    ]);
  });
});
