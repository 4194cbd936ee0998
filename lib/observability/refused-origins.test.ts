import { expect, test } from 'playwright/test';
import { RefusedOrigins } from './refused-origins';

const NOW = new Date('2026-11-24T10:00:00Z');

test('refused origins are counted, the latest first', () => {
  const refused = new RefusedOrigins(() => NOW);
  for (const origin of ['https://a.example', 'https://b.example', 'https://a.example']) refused.add(origin);
  expect(refused.list()).toEqual([
    { origin: 'https://a.example', count: 2, lastAt: NOW },
    { origin: 'https://b.example', count: 1, lastAt: NOW },
  ]);
});

test('what is no origin that could be allowed is left out', () => {
  const refused = new RefusedOrigins(() => NOW);
  for (const sent of ['null', '', 'text', 'https://a.example/', 'https://a.example b', 'capacitor://localhost'])
    refused.add(sent);
  expect(refused.list().map(({ origin }) => origin)).toEqual(['capacitor://localhost']);
});

test('refused origins are as many as there is room for, and not longer', () => {
  const refused = new RefusedOrigins(() => NOW);
  for (let number = 0; number < 30; number += 1) refused.add(`https://${number}.example`);
  refused.add(`https://${'a'.repeat(1000)}`);
  const origins = refused.list().map(({ origin }) => origin);
  expect(origins).toHaveLength(20);
  expect(origins[0]).toHaveLength(300);
  expect([origins[1], origins.at(-1)]).toEqual(['https://29.example', 'https://11.example']);
});
