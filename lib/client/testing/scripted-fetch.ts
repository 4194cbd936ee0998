import type { Fetch } from '../http';

export type SentRequest = { method: string; path: string; authorization: string | null; body: string };

/** A response, an error of the network, or what decides by the request. */
export type Step = Response | Error | ((sent: SentRequest) => Response | Promise<Response>);

/** A `fetch` that responds step by step, and keeps what was sent. */
export function scriptedFetch(...steps: Step[]): { fetch: Fetch; sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (request) => {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const one = {
      method,
      path: pathname + search,
      authorization: headers.get('Authorization'),
      body: await request.text(),
    };
    sent.push(one);
    const step = steps.shift();
    if (step === undefined) throw new Error(`Nothing is scripted for ${method} ${pathname}`);
    if (step instanceof Error) throw step;
    return typeof step === 'function' ? step(one) : step;
  };
  return { fetch, sent };
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

/** The body by which every endpoint rejects an access token. */
export const tokenNotValid = (): Response =>
  json(401, { detail: 'Given token not valid for any token type', code: 'token_not_valid', messages: [] });
