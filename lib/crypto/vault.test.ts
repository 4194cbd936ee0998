import { expect, test } from 'playwright/test';
import { Vault } from './vault';

const OLD = 'old secret of at least thirty-two bytes';
const NEW = 'new secret of at least thirty-two bytes';

test('a box opens with its own secret and purpose, and says whether the secret is the current one', () => {
  const box = new Vault([OLD]).seal('pepper', 'hidden');
  expect(box.includes('hidden')).toBe(false);
  expect(new Vault([OLD]).open('pepper', box)).toEqual({ plaintext: Buffer.from('hidden'), isCurrent: true });
  expect(new Vault([NEW, OLD]).open('pepper', box)).toEqual({ plaintext: Buffer.from('hidden'), isCurrent: false });
  expect(new Vault([NEW]).open('pepper', box)).toBeNull();
  expect(new Vault([OLD]).open('mail', box)).toBeNull();
});

test('a box that was changed anywhere does not open', () => {
  const vault = new Vault([OLD]);
  const box = vault.seal('mail', 'hidden');
  for (let index = 0; index < box.length; index += 1) {
    const changed = Buffer.from(box);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(vault.open('mail', changed)).toBeNull();
  }
  expect(vault.open('mail', box.subarray(0, 20))).toBeNull();
  expect(vault.open('mail', Buffer.alloc(0))).toBeNull();
});

test('the same text is sealed differently each time, and hashed alike', () => {
  const vault = new Vault([OLD]);
  expect(vault.seal('mail', 'x').equals(vault.seal('mail', 'x'))).toBe(false);
  expect(vault.mac('mail-recipient', 'x').equals(vault.mac('mail-recipient', 'x'))).toBe(true);
  expect(vault.mac('mail-recipient', 'x').equals(vault.mac('device-cookie', 'x'))).toBe(false);
});
