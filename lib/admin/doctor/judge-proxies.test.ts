import { expect, test } from 'playwright/test';
import { judgeProxies } from './judge-proxies';

type SignIns = [address: string, count: number, users: number][];

const judge = (signIns: SignIns, { isLoopback = false, trustedProxies = [] as string[] } = {}) => {
  const most = signIns.map(([address, count, users]) => ({ address, count, users }));
  const total = most.reduce((sum, { count }) => sum + count, 0);
  return judgeProxies({ sign_ins: { total, addresses: most.length, most, days: 7 } }, { isLoopback, trustedProxies });
};

test.describe('proxies', () => {
  test('are right while sign-ins come from different addresses', () => {
    const finding = judge([
      ['203.0.113.5', 90, 30],
      ['2001:db8::1', 10, 5],
    ]);
    expect(finding).toMatchObject({ level: 'ok', found: '100 sign-ins in 7 days from 2 addresses' });
  });

  test('are not judged by few sign-ins, or those of few users', () => {
    expect(judge([])).toMatchObject({ level: 'ok', found: '0 sign-ins in 7 days from 0 addresses' });
    expect(judge([['10.0.0.7', 9, 9]]).level).toBe('ok');
    expect(judge([['10.0.0.7', 50, 2]]).level).toBe('ok');
  });

  for (const address of [
    '10.0.0.7',
    '127.0.0.1',
    '192.168.1.1',
    '172.20.0.2',
    '100.64.3.2',
    '::1',
    'fd00::7',
    'fe80::1',
  ]) {
    test(`may be missing in TRUSTED_PROXIES where all sign-ins come from ${address}`, () => {
      expect(judge([[address, 40, 12]])).toMatchObject({
        level: 'note',
        found: `all 40 sign-ins in 7 days from ${address}, of 12 users`,
        expected: 'different addresses',
        remedy: expect.stringContaining(`TRUSTED_PROXIES=${address} `),
      });
    });
  }

  test('may be missing where all sign-ins come from one public address', () => {
    expect(judge([['203.0.113.5', 40, 12]])).toMatchObject({ level: 'note' });
  });

  test('may be missing where more than 90 % of sign-ins come from one address', () => {
    const signIns: SignIns = [
      ['10.0.0.7', 91, 30],
      ['203.0.113.5', 9, 1],
    ];
    expect(judge(signIns)).toMatchObject({
      level: 'note',
      message: expect.stringMatching(/^Nearly every sign-in comes from one address/),
      found: '91 of 100 sign-ins in 7 days from 10.0.0.7, of 30 users',
    });
    expect(judge(signIns, { trustedProxies: ['10.0.0.7'] }).level).toBe('problem');
  });

  test('do not send X-Forwarded-For where all sign-ins come from a trusted one', () => {
    for (const trustedProxies of [['10.0.0.0/8'], ['10.0.0.7'], ['fd00::/8', '10.0.0.7/32']]) {
      expect(judge([['10.0.0.7', 40, 12]], { trustedProxies })).toMatchObject({
        level: 'problem',
        remedy: expect.stringContaining('Let the proxy at 10.0.0.7 send X-Forwarded-For.'),
      });
    }
  });

  test('are not missing on one machine', () => {
    expect(judge([['127.0.0.1', 40, 12]], { isLoopback: true }).level).toBe('ok');
  });

  test('send what cannot be read', () => {
    const signIns: SignIns = [
      ['203.0.113.5', 90, 30],
      ['unreadable', 3, 2],
    ];
    expect(judge(signIns)).toMatchObject({
      level: 'problem',
      found: '3 of 93 sign-ins in 7 days from an unreadable address',
    });
  });
});
