import { expect, test } from 'playwright/test';
import { newRequestId } from './request-id';

test('request IDs have 16 characters of base64url and do not repeat', () => {
  const ids = Array.from({ length: 5000 }, newRequestId);
  expect(ids.filter((id) => !/^[A-Za-z0-9_-]{16}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(5000);
});
