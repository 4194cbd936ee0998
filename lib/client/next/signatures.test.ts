import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'playwright/test';
import { NetworkError } from '../errors';
import { createHttp } from '../http';
import { json, type Step, scriptedFetch } from '../testing/scripted-fetch';
import { KEYS, signedToken } from '../testing/signed-token';
import { createSignatureCheck } from './signatures';

const GOOD = signedToken({ token_type: 'access', exp: 1 });
const { privateKey: otherKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function checkWith(...steps: Step[]) {
  const { fetch, sent } = scriptedFetch(...steps);
  return { isSigned: createSignatureCheck(createHttp({ fetch }), new URL('https://auth.example')), sent };
}

test('a token that Postern has signed is known by its keys, which are loaded once', async () => {
  const { isSigned, sent } = checkWith(json(200, KEYS));
  expect(await Promise.all([isSigned(GOOD), isSigned(GOOD)])).toEqual([true, true]);
  expect(await isSigned(signedToken({ token_type: 'refresh' }))).toBe(true);
  expect(sent.map(({ path }) => path)).toEqual(['/.well-known/jwks.json']);
});

const FORGERIES: [name: string, jwt: string][] = [
  ['is no JWT', 'forged'],
  ['is empty', ''],
  ['has the signature of another key', signedToken({}, { key: otherKey })],
  ['names a key that Postern does not have', signedToken({}, { header: { kid: 'second' } })],
  ['names no key', signedToken({}, { header: { kid: undefined } })],
  ['has other claims than were signed', GOOD.replace(/\.[^.]+\./, `.${Buffer.from('{}').toString('base64url')}.`)],
  ['has no signature', GOOD.replace(/[^.]+$/, '')],
  ['says that it needs none', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`],
  ['has an extension that is not known', signedToken({}, { header: { crit: ['b'], b: 1 } })],
];

for (const [name, jwt] of FORGERIES) {
  test(`a token is forged that ${name}`, async () => {
    const { isSigned, sent } = checkWith(json(200, KEYS));
    expect(await isSigned(GOOD)).toBe(true);
    expect(await isSigned(jwt)).toBe(false);
    expect(sent).toHaveLength(1);
  });
}

const OUTAGES: [name: string, step: Step][] = [
  ['no response arrives', new TypeError('fetch failed')],
  ['Postern is overloaded', json(503, {})],
  ['something between responds', new Response('<p>Sign in to the network</p>')],
  ['what arrives are no keys', json(200, { detail: 'Not found.' })],
];

for (const [name, step] of OUTAGES) {
  test(`it is unknown who has signed a token while ${name}, and tried again for the next`, async () => {
    const { isSigned } = checkWith(step, json(200, KEYS));
    await expect(isSigned(GOOD)).rejects.toThrow(NetworkError);
    expect(await isSigned(GOOD)).toBe(true);
  });
}
