import { expect, test } from 'playwright/test';
import { type KeyValueStorage, webTokenStore } from './token-store';

function storage(): KeyValueStorage & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const TOKENS = { access: 'a', refresh: 'r' };

test('two stores on one storage see the same tokens, and take turns', async () => {
  const shared = storage();
  const [one, other] = [webTokenStore(shared), webTokenStore(shared)];
  await one.save(TOKENS);
  expect(await other.load()).toEqual(TOKENS);
  expect(one.lockName).toBe(other.lockName);
});

test('nothing is left after signing out', async () => {
  const shared = storage();
  const store = webTokenStore(shared);
  await store.save(TOKENS);
  await store.save(null);
  expect(shared.kept.size).toBe(0);
});

for (const text of ['{', 'null', '"text"', '{"access": "a"}', '{"access": 1, "refresh": "r"}']) {
  test(`what no sign-in wrote is none: ${text}`, async () => {
    const shared = storage();
    shared.setItem('postern.tokens', text);
    expect(await webTokenStore(shared).load()).toBeNull();
  });
}
