import { expect, test } from 'playwright/test';
import { parseOptions, WORK_NAMES } from './options';

test.describe('the command line of the benchmark', () => {
  test('measures the servers that need no installation, and names the others, by default', () => {
    expect(parseOptions([])).toEqual({
      servers: ['postern', 'floor', 'empty', 'better-auth', 'simplejwt'],
      peers: [],
      work: WORK_NAMES,
      connections: [1, 16, 64],
      rounds: 3,
      seconds: { usual: 3, hashing: 6, storm: 12 },
      warmUpRequests: 10_000,
      users: 100_000,
      settings: {},
      out: null,
      plot: false,
    });
  });

  test('has one short round', () => {
    const { rounds, connections, seconds } = parseOptions(['--quick']);
    expect({ rounds, connections, seconds }).toEqual({
      rounds: 1,
      connections: [16],
      seconds: { usual: 1, hashing: 2, storm: 5 },
    });
  });

  test('selects servers and work, in the order of their tables', () => {
    const { servers, work } = parseOptions(['--servers=empty,postern', '--only', 'refresh,me']);
    expect({ servers, work }).toEqual({ servers: ['postern', 'empty'], work: ['me', 'refresh'] });
  });

  test('adds the peers that are asked for, and the embedded database', () => {
    const { servers, peers } = parseOptions(['--servers=postern', '--peers=all']);
    expect({ servers, peers }).toEqual({
      servers: ['postern', 'better-auth', 'simplejwt'],
      peers: ['better-auth', 'simplejwt'],
    });
    expect(parseOptions(['--pglite']).servers).toContain('postern-pglite');
  });

  test('adds two workers, and a database of as many users as are asked for', () => {
    const { servers, users } = parseOptions(['--servers=postern', '--workers', '--users=1000000']);
    expect({ servers, users }).toEqual({ servers: ['postern', 'postern-workers', 'postern-grown'], users: 1_000_000 });
    expect(() => parseOptions(['--users=many'])).toThrow('"many" is not a whole number above 0.');
  });

  test('takes settings of Postern', () => {
    const { settings } = parseOptions(['--setting=WORKERS=2', '--setting=CORS_ORIGINS=https://*.example.com']);
    expect(settings).toEqual({ WORKERS: '2', CORS_ORIGINS: 'https://*.example.com' });
  });

  test('says what it does not know', () => {
    expect(() => parseOptions(['--servers=nginx'])).toThrow('"nginx" is none of postern, ');
    expect(() => parseOptions(['--rounds=0'])).toThrow('"0" is not a whole number above 0.');
    expect(() => parseOptions(['--setting=WORKERS'])).toThrow('"WORKERS" is not NAME=VALUE.');
    expect(() => parseOptions(['--fast'])).toThrow('--fast');
  });
});
