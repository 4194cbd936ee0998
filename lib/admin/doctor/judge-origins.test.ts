import { expect, test } from 'playwright/test';
import { judgeOrigins } from './judge-origins';

test('an origin that was refused is a note, with what to add', () => {
  const refused = { origin: 'https://app.example.com', count: 3, last_at: '2026-11-24T10:00:00.123Z' };
  expect(judgeOrigins({ refused_origins: [refused] })).toMatchObject([
    {
      level: 'note',
      found: '3 times, last 2026-11-24 10:00:00Z',
      remedy: expect.stringContaining('add https://app.example.com to CORS_ORIGINS'),
    },
  ]);
  expect(judgeOrigins({ refused_origins: [] })).toMatchObject([{ level: 'ok' }]);
  expect(judgeOrigins({ refused_origins: null })).toMatchObject([{ level: 'ok' }]);
});
