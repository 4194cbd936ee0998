import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'playwright/test';
import { createResendTransport } from './resend-transport';

const MAIL = {
  id: '019ab000-0000-7000-8000-000000000001',
  to: 'ada@example.com',
  subject: 'Reset your Postern password',
  html: '<p>link</p>',
  text: 'link',
};

/** Sends one mail with the real SDK to a server that answers like this. */
async function sendTo(answer: RequestListener, { path = '', deadlineSeconds = 5 } = {}) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const provider = { kind: 'resend', apiKey: 're_test', baseUrl, from: 'Postern <no-reply@example.com>' } as const;
  try {
    return await createResendTransport(provider, deadlineSeconds).send(MAIL);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const refusal =
  (status: number, headers: Record<string, string> = {}) =>
  (_request: IncomingMessage, response: ServerResponse) => {
    const words = { statusCode: status, name: 'some_error', message: 'ada@example.com is unwell' };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(words));
  };

for (const path of ['', '/', '/proxy/']) {
  test(`a mail reaches a base URL that ends in "${path}" once, keyed by the row's id`, async () => {
    const requests: { line: string; key: unknown; authorization: unknown; body: unknown }[] = [];
    const delivery = await sendTo(
      async (request, response) => {
        requests.push({
          line: `${request.method} ${request.url}`,
          key: request.headers['idempotency-key'],
          authorization: request.headers.authorization,
          body: JSON.parse(await text(request)),
        });
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1"}');
      },
      { path },
    );
    expect(delivery).toEqual({ outcome: 'sent' });
    expect(requests).toEqual([
      {
        line: `POST ${path.replace(/\/$/, '')}/emails`,
        key: MAIL.id,
        authorization: 'Bearer re_test',
        body: {
          from: 'Postern <no-reply@example.com>',
          to: 'ada@example.com',
          subject: MAIL.subject,
          html: MAIL.html,
          text: MAIL.text,
          headers: { 'Auto-Submitted': 'auto-generated' },
        },
      },
    ]);
  });
}

for (const status of [400, 404, 405, 413, 422]) {
  test(`a ${status} refuses the mail for good`, async () => {
    expect(await sendTo(refusal(status))).toEqual({ outcome: 'refused', failure: `http ${status}` });
  });
}

for (const status of [401, 403, 408, 409, 425, 429, 500, 502, 503]) {
  test(`a ${status} is worth another try`, async () => {
    expect(await sendTo(refusal(status))).toEqual({ outcome: 'retry', failure: `http ${status}` });
  });
}

test('Retry-After is passed on in seconds', async () => {
  const delivery = await sendTo(refusal(429, { 'retry-after': '17' }));
  expect(delivery).toEqual({ outcome: 'retry', failure: 'http 429', retryAfterSeconds: 17 });
});

test('a Retry-After that is an instant is read against the server’s own clock', async () => {
  const headers = { date: 'Tue, 24 Nov 2020 10:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2020 10:01:30 GMT' };
  const delivery = await sendTo(refusal(503, headers));
  expect(delivery).toEqual({ outcome: 'retry', failure: 'http 503', retryAfterSeconds: 90 });
});

test('a Retry-After that is neither is passed over', async () => {
  const delivery = await sendTo(refusal(429, { 'retry-after': 'soon' }));
  expect(delivery).toEqual({ outcome: 'retry', failure: 'http 429' });
});

test('an HTML error page of something in between is worth another try', async () => {
  const delivery = await sendTo((_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
  expect(delivery).toEqual({ outcome: 'retry', failure: 'http 502' });
});

for (const body of ['null', '{}', '"no"']) {
  test(`an error of ${body}, which the SDK takes for no status at all, is worth another try`, async () => {
    const delivery = await sendTo((_request, response) => response.writeHead(500).end(body));
    expect(delivery).toEqual({ outcome: 'retry', failure: 'http' });
  });
}

test('a server that never answers is a timeout', async () => {
  const delivery = await sendTo(() => {}, { deadlineSeconds: 0.2 });
  expect(delivery).toEqual({ outcome: 'retry', failure: 'timeout' });
});

test('an answer that never ends is a timeout', async () => {
  const delivery = await sendTo((_request, response) => response.writeHead(200).write('{"id"'), {
    deadlineSeconds: 0.2,
  });
  expect(delivery).toEqual({ outcome: 'retry', failure: 'timeout' });
});

test('a connection cut after the mail was taken is worth another try', async () => {
  const delivery = await sendTo(async (request, response) => {
    await text(request);
    response.destroy();
  });
  expect(delivery).toEqual({ outcome: 'retry', failure: 'connection' });
});

test('a recipient that does not exist is not retried', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise((resolve) => server.close(resolve));
  const transport = createResendTransport({ kind: 'resend', apiKey: 're_test', baseUrl, from: 'no-reply@example.com' });
  expect(await transport.send(MAIL)).toEqual({ outcome: 'retry', failure: 'connection' });
});
