import { expect, test } from 'playwright/test';
import { newId, newOrderedId } from './ids';

const AT = new Date('2026-11-24T10:00:00.000Z');

/** The milliseconds since the epoch that a UUIDv7 begins with. */
const instantOf = (id: string): number => Number.parseInt(id.replace('-', '').slice(0, 12), 16);

/** Where random digits stand before and behind the variant: `…-7xxx-8xxx-xxxxxxxxxxxx`. */
const FIRST_RANDOM_DIGITS = [15, 23] as const;
const LAST_RANDOM_DIGITS = [24, 36] as const;

test('an ID is a UUIDv7 that begins with its instant', () => {
  const id = newId(AT);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(instantOf(id)).toBe(Date.UTC(2026, 10, 24, 10));
  expect(newId(new Date(0))).not.toBe(newId(new Date(0)));
});

test('an ordered ID is a UUIDv7 of the present', () => {
  const before = Date.now();
  const id = newOrderedId();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(instantOf(id)).toBeGreaterThanOrEqual(before);
});

test('ordered IDs keep the order they were made in, whatever else is made in their millisecond', () => {
  const ids = Array.from({ length: 1000 }, (_, made) => {
    if (made % 10 === 0) newId(new Date(Date.now() - 1));
    return newOrderedId();
  });
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(1000);
});

test('an ID does not tell what was made beside it', () => {
  const ids = Array.from({ length: 100 }, () => newId(AT));
  expect(ids).not.toEqual([...ids].sort());
});

test('an ID takes nothing from the counter of the ordered ones, and leaves nothing to it', () => {
  const ids = Array.from({ length: 200 }, () => {
    newOrderedId();
    return newId(AT);
  });
  expect(ids).not.toEqual([...ids].sort());
  for (const digits of [FIRST_RANDOM_DIGITS, LAST_RANDOM_DIGITS]) {
    expect(new Set(ids.map((id) => id.slice(...digits))).size).toBeGreaterThan(190);
  }
  newId(new Date(Date.now() + 365 * 86_400_000));
  expect(instantOf(newOrderedId())).toBeLessThan(Date.now() + 60_000);
});
