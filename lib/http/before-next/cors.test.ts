import { expect, test } from 'playwright/test';
import { corsHeaders } from './cors';

const question = {
  origin: 'https://app.example',
  allowedOrigins: ['https://app.example', 'https://other.example'],
  isPreflight: false,
  methods: 'POST, OPTIONS',
};

test('without CORS_ORIGINS nothing is said to anybody', () => {
  expect(corsHeaders({ ...question, allowedOrigins: [] })).toEqual({});
});

test('an allowed origin may read the answer, and what is told in its headers', () => {
  expect(corsHeaders(question)).toEqual({
    Vary: 'Origin',
    'Access-Control-Allow-Origin': 'https://app.example',
    'Access-Control-Expose-Headers': 'Retry-After, WWW-Authenticate, X-Request-Id',
  });
});

test('it is told before what it may send', () => {
  expect(corsHeaders({ ...question, isPreflight: true })).toMatchObject({
    'Access-Control-Allow-Methods': 'POST, OPTIONS',
    'Access-Control-Allow-Headers':
      'Authorization, Content-Type, X-Request-Id, X-Requested-With, X-CSRFToken, traceparent, tracestate, baggage, sentry-trace',
  });
});

test('an app scheme and a whole-label pattern are allowed origins like any other', () => {
  const allowedOrigins = ['capacitor://localhost', 'https://*.preview.example.com'];
  for (const origin of ['capacitor://localhost', 'https://pr-1.preview.example.com']) {
    expect(corsHeaders({ ...question, allowedOrigins, origin })).toMatchObject({
      'Access-Control-Allow-Origin': origin,
    });
  }
});

for (const origin of [
  null,
  'null',
  '*',
  'https://app.example.evil.example',
  'https://evil.example',
  'http://app.example',
  'https://app.example:8443',
  'HTTPS://APP.EXAMPLE',
]) {
  test(`${JSON.stringify(origin)} is none of them`, () =>
    expect(corsHeaders({ ...question, origin })).toEqual({ Vary: 'Origin' }));
}
