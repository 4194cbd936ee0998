import { expect, test } from 'playwright/test';
import { isAllowedOrigin } from './allowed-origin';

const ALLOWED = [
  'https://app.example.com',
  'https://*.preview.example.com',
  'http://*.dev.example.com:8080',
  'capacitor://localhost',
];

for (const origin of [
  'https://app.example.com',
  'https://a.preview.example.com',
  'https://pr-128.preview.example.com',
  'http://b.dev.example.com:8080',
  'capacitor://localhost',
]) {
  test(`allowed origin › includes ${origin}`, () => expect(isAllowedOrigin(origin, ALLOWED)).toBe(true));
}

for (const origin of [
  'null',
  'https://preview.example.com',
  'https://.preview.example.com',
  'https://a.b.preview.example.com',
  'https://-.preview.example.com',
  'https://evil.example/.preview.example.com',
  'https://evil.example?.preview.example.com',
  'https://evil.example:1.preview.example.com',
  'https://u@x.preview.example.com',
  'https://a.preview.example.com.evil.example',
  'https://a.preview.example.com:8443',
  'http://a.preview.example.com',
  'http://b.dev.example.com',
  'https://xpreview.example.com',
  'https://*.preview.example.com',
  'capacitor://localhost:1',
  'ionic://localhost',
]) {
  test(`allowed origin › does not include ${origin}`, () => expect(isAllowedOrigin(origin, ALLOWED)).toBe(false));
}
