import { expect, test } from 'playwright/test';
import { isOwnMachine, parsePostgresUrl } from './url';

const tlsOf = (query: string) => parsePostgresUrl(`postgresql://postern@db.example.com/sign_in${query}`).tls;

for (const [query, tries] of [
  ['', ['asEnvironment']],
  ['?sslmode=disable', ['plain']],
  ['?sslmode=allow', ['plain', 'encrypted']],
  ['?sslmode=prefer', ['encrypted', 'plain']],
  ['?sslmode=require', ['encrypted']],
  ['?sslmode=require&uselibpqcompat=true', ['encrypted']],
  ['?sslmode=no-verify', ['encrypted']],
  ['?sslmode=require&sslrootcert=/etc/ca.pem', ['verifiedChain']],
  ['?sslmode=verify-ca&sslrootcert=/etc/ca.pem', ['verifiedChain']],
  ['?sslmode=verify-full', ['verifiedHost']],
  ['?sslmode=verify-full&sslrootcert=system', ['verifiedHost']],
  ['?ssl=true', ['verifiedHost']],
  ['?ssl=0', ['plain']],
] as const) {
  test(`TLS of ${query || 'no parameter'}`, () => expect(tlsOf(query)).toEqual(tries));
}

test('the driver is given what it understands, and the rest apart', () => {
  const url =
    'postgres://postern:p%40ss@db:6432/sign_in?schema=auth&options=-c%20search_path%3Dx&sslmode=verify-full' +
    '&sslrootcert=/etc/ca.pem&target_session_attrs=read-write&application_name=postern&pgbouncer=true';
  expect(parsePostgresUrl(url)).toEqual({
    driverUrl: 'postgres://postern:p%40ss@db:6432/sign_in?application_name=postern',
    schema: 'auth',
    options: '-c search_path=x',
    tls: ['verifiedHost'],
    certificates: { ca: '/etc/ca.pem', cert: null, key: null },
  });
});

for (const [url, words] of [
  ['mysql://postern@db/sign_in', /^must begin with postgresql:\/\//],
  [
    'postgresql://postern@one:5432,two:5432/sign_in?target_session_attrs=read-write',
    /^names several hosts, but only one/,
  ],
  ['postgresql://postern:a,b@one,two/sign_in', /^names several hosts/],
  ['postgresql:///sign_in?host=one,two', /^names several hosts/],
  ['postgresql://db/sign_in?target_session_attrs=standby', /^has target_session_attrs=standby, but Postern must write/],
  ['postgresql://db/sign_in?sslmode=verify-ca', /^has sslmode=verify-ca, which requires sslrootcert=FILE/],
  [
    'postgresql://db/sign_in?sslmode=always',
    /^has sslmode=always, but it must be one of disable, allow, prefer, requir/,
  ],
  ['postgresql://db/sign_in?ssl=constructor', /^has sslmode=constructor, but it must be/],
] as const) {
  test(`${url} cannot be used`, () => expect(() => parsePostgresUrl(url)).toThrow(words));
}

test('a comma in a password is no second host', () => {
  expect(parsePostgresUrl('postgresql://postern:a,b@db/sign_in').schema).toBeNull();
});

for (const [host, isOurs] of [
  ['localhost', true],
  ['127.8.0.1', true],
  ['::1', true],
  ['/var/run/postgresql', true],
  ['db', false],
  ['127.0.0.1.example.com', false],
  ['10.0.0.1', false],
] as const) {
  test(`${host} is ${isOurs ? '' : 'not '}this machine`, () => expect(isOwnMachine(host)).toBe(isOurs));
}
