import { expect, test } from 'playwright/test';
import { localHostTest, ownHostTest } from './own-host';

const HOSTS: [origin: string, own: string[], others: (string | undefined)[]][] = [
  [
    'https://example.com',
    ['example.com', 'example.com:443', 'EXAMPLE.com', 'example.com:'],
    [undefined, '', 'example.com:80', 'example.com:3000', 'example.com.', 'a.example.com', 'example.com.evil.example'],
  ],
  ['https://example.com', [], ['127.0.0.1:3000', 'localhost', 'user@example.com', 'example.com, example.com', ':443']],
  ['https://example.com:8443', ['example.com:8443'], ['example.com', 'example.com:443']],
  ['http://login.internal', ['login.internal', 'login.internal:80'], ['login.internal:443']],
  ['https://[2001:db8::7]', ['[2001:db8::7]', '[2001:DB8::7]:443'], ['2001:db8::7', '[2001:db8::7]:80']],
];

for (const [origin, own, others] of HOSTS) {
  test(`${origin} is reached as ${own.join(', ') || 'nothing else'}, and not as ${others.join(', ')}`, () => {
    const isOwn = ownHostTest(origin);
    expect(own.filter((host) => !isOwn(host))).toEqual([]);
    expect(others.filter((host) => isOwn(host))).toEqual([]);
  });
}

test('a server for this machine answers for names of this machine and for ALSO_ANSWERS', () => {
  const isAnswered = localHostTest('http://localhost:3000', [
    'postern:3000',
    '10.0.2.2:3000',
    'gateway',
    '[fd00::1]:80',
  ]);
  const answered = ['localhost', 'LOCALHOST:3000', '127.0.0.1:5173', '[::1]:3000', 'Postern:3000', '10.0.2.2:3000'];
  const others = [undefined, '', 'postern', 'postern:3001', 'a.postern:3000', '10.0.2.2', 'gateway:3000', '[fd00::2]'];
  expect([...answered, 'gateway', 'gateway:80', '[fd00::1]'].filter((host) => !isAnswered(host))).toEqual([]);
  expect(others.filter((host) => isAnswered(host))).toEqual([]);
});

test('without ALSO_ANSWERS a server for this machine answers for no other name', () => {
  const isAnswered = localHostTest('http://localhost:3000', []);
  expect(['postern:3000', '127.0.0.2', 'localhost.evil.example'].filter((host) => isAnswered(host))).toEqual([]);
});
