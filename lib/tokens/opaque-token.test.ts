import { expect, test } from 'playwright/test';
import { newId, newOrderedId } from './opaque-token';

test('an id is a UUIDv7 that begins with its instant', () => {
  const id = newId(new Date('2026-11-24T10:00:00.000Z'));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 10, 24, 10));
  expect(newId(new Date(0))).not.toBe(newId(new Date(0)));
});

test('ids in order keep the order they were made in, whatever else is made in their millisecond', () => {
  const at = new Date('2026-11-24T10:00:00.000Z');
  const ids = Array.from({ length: 1000 }, (_, made) => {
    if (made % 10 === 0) newId(new Date(at.getTime() - 1));
    return newOrderedId(at);
  });
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(1000);
});

test('an id does not tell what was made beside it', () => {
  const at = new Date('2026-11-24T10:00:00.000Z');
  const ids = Array.from({ length: 100 }, () => newId(at));
  expect(ids).not.toEqual([...ids].sort());
});
