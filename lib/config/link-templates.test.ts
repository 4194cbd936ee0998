import { expect, test } from 'playwright/test';
import { isAppLink, linkTemplateProblem } from './link-templates';

const GOOD = [
  'https://app.example.com/reset/{token}',
  'https://app.example.com/reset?token={token}&lang=en',
  'HTTPS://app.example.com:8443/#/reset/{token}',
  'com.example.app:/reset/{token}',
  'com.example.app://reset/{token}',
];

for (const template of GOOD) {
  test(`${template} is a template`, () => {
    for (const isLoopback of [true, false]) expect(linkTemplateProblem(template, { isLoopback })).toBeNull();
  });
}

test('http leads to this machine only, and only while APP_URL is a loopback address', () => {
  for (const host of ['localhost:5173', '127.0.0.1', '[::1]:8080']) {
    const template = `http://${host}/reset/{token}`;
    expect(linkTemplateProblem(template, { isLoopback: true })).toBeNull();
    expect(linkTemplateProblem(template, { isLoopback: false })).toMatch(/^must use https/);
  }
  expect(linkTemplateProblem('http://app.example.com/{token}', { isLoopback: true })).toMatch(/^must use https/);
});

const BAD: [template: string, problem: RegExp][] = [
  ['https://app.example.com/reset/', /^must have \{token\} exactly once/],
  ['https://app.example.com/{token}/{token}', /^must have \{token\} exactly once/],
  ['https://app.example.com/{TOKEN}', /^must have \{token\} exactly once/],
  ['https://app.example.com/re set/{token}', /^must be a URL/],
  ['https://app.example.com/\n{token}', /^must be a URL/],
  ['/reset/{token}', /^must be a URL/],
  ['app.example.com/reset/{token}', /^must be a URL/],
  ['{token}', /^must be a URL/],
  ['https://{token}.example.com/', /^must have \{token\} behind the host/],
  ['https://{token}@app.example.com/', /^must have \{token\} behind the host/],
  ['https://user:password@app.example.com/{token}', /^must have \{token\} behind the host/],
  ['ftp://app.example.com/{token}', /^must use https/],
  ...['javascript:alert("{token}")', 'JavaScript:{token}', 'data:text/html,{token}', 'file:///tmp/{token}'].map(
    (template): [string, RegExp] => [template, /^must use https/],
  ),
  ['mailto:{token}@example.com', /^must use https/],
  ['myapp:/reset/{token}', /^must use https/],
];

for (const [template, problem] of BAD) {
  test(`${JSON.stringify(template)} is no template`, () => {
    expect(linkTemplateProblem(template, { isLoopback: true })).toMatch(problem);
    expect(linkTemplateProblem(template, { isLoopback: true })).not.toContain('\n');
  });
}

test('only the link of an app leaves it to the device where it leads', () => {
  expect(isAppLink('com.example.app:/reset/{token}')).toBe(true);
  expect(isAppLink('https://app.example.com/reset/{token}')).toBe(false);
  expect(isAppLink('http://localhost:5173/reset/{token}')).toBe(false);
});
