import { expect, test } from 'playwright/test';
import { type DnsAnswer, judgeMailRecords, judgeQueue, judgeTestMail, type MailRecords } from './judge-mail';

const records = (...texts: string[]): DnsAnswer => ({ kind: 'records', records: texts });
const NONE: DnsAnswer = { kind: 'none' };
const SILENT: DnsAnswer = { kind: 'silent', code: 'ETIMEOUT' };

const GOOD: MailRecords = {
  domain: 'example.com',
  spf: records('google-site-verification=x', 'v=spf1 include:mail.example.net ~all'),
  spfOfSend: null,
  dmarc: { name: '_dmarc.example.com', answer: records('v=DMARC1; p=reject; rua=mailto:a@example.com') },
  dkim: { selector: 's1', answer: records('v=DKIM1; k=rsa; p=MIGf') },
};

const judge = (changes: Partial<MailRecords>, provider: 'smtp' | 'resend' = 'smtp') => {
  const [spf, dkim, dmarc] = judgeMailRecords({ ...GOOD, ...changes }, provider);
  return { spf, dkim, dmarc };
};

test('a domain with SPF, DKIM and DMARC has no complaint', () => {
  const levels = judgeMailRecords(GOOD, 'smtp').map(({ level }) => level);
  expect(levels).toEqual(['ok', 'ok', 'ok']);
});

test('a DNS that does not answer is a note, and says nothing of the domain', () => {
  const silent = {
    spf: SILENT,
    dmarc: { name: '_dmarc.example.com', answer: SILENT },
    dkim: { selector: 's1', answer: SILENT },
  };
  for (const finding of Object.values(judge(silent))) {
    expect(finding).toMatchObject({ level: 'note', found: expect.stringMatching(/^ETIMEOUT for /) });
  }
});

for (const [name, spf, level, found] of [
  ['no record', NONE, 'problem', 'no TXT record with v=spf1'],
  ['other records alone', records('v=spf10 all', 'x'), 'problem', 'no TXT record with v=spf1'],
  ['two records', records('v=spf1 -all', 'v=spf1 ~all'), 'problem', '2 records with v=spf1'],
  ['a record that allows all', records('v=spf1 +all'), 'problem', 'v=spf1 +all'],
  ['a record that allows all by default', records('v=spf1 mx all'), 'problem', 'v=spf1 mx all'],
  ['a neutral record', records('v=spf1 mx ?all'), 'note', 'v=spf1 mx ?all'],
  ['a record without an end', records('v=spf1 mx'), 'note', 'v=spf1 mx'],
  ['a record that leads on', records('v=spf1 redirect=_spf.example.net'), 'ok', 'v=spf1 redirect=_spf.example.net'],
  ['a record in capitals', records('V=SPF1 MX -ALL'), 'ok', 'V=SPF1 MX -ALL'],
] as const) {
  test(`SPF with ${name} is: ${level}`, () => expect(judge({ spf }).spf).toMatchObject({ level, found }));
}

test('Resend sends from a subdomain, which has the SPF record that counts', () => {
  const ofSend = { spf: NONE, spfOfSend: records('v=spf1 include:amazonses.com ~all') };
  expect(judge(ofSend, 'resend').spf).toMatchObject({ level: 'ok', message: 'send.example.com has an SPF record.' });
  expect(judge({ spf: NONE, spfOfSend: NONE }, 'resend').spf).toMatchObject({ level: 'note' });
  const { spf } = judge({ spf: NONE, spfOfSend: SILENT }, 'resend');
  expect(spf).toMatchObject({ level: 'note', found: 'ETIMEOUT for send.example.com' });
});

for (const [name, answer, level, found] of [
  ['no record', NONE, 'problem', 'no TXT record'],
  ['another record', records('hello'), 'problem', 'no record with p='],
  ['a revoked key', records('v=DKIM1; p='), 'problem', 'an empty p='],
  ['a key alone', records('p=MIGf'), 'ok', null],
] as const) {
  test(`DKIM with ${name} is: ${level}`, () => {
    expect(judge({ dkim: { selector: 's1', answer } }).dkim).toMatchObject({ level, found });
  });
}

test('DKIM of an unknown selector is not checked', () => {
  expect(judge({ dkim: null }).dkim).toMatchObject({ level: 'note', remedy: expect.stringContaining('--dkim') });
});

for (const [name, answer, level, found] of [
  ['no record', NONE, 'note', 'no TXT record with v=DMARC1'],
  ['two records', records('v=DMARC1; p=none', 'v=DMARC1; p=reject'), 'problem', '2 records with v=DMARC1'],
  ['a policy that only reports', records('v=DMARC1; p=none'), 'note', 'v=DMARC1; p=none'],
  ['a wrong policy', records('v=DMARC1; p=off'), 'problem', 'v=DMARC1; p=off'],
  ['no policy', records('v=DMARC1; sp=reject'), 'problem', 'v=DMARC1; sp=reject'],
  ['a quarantine', records('v=DMARC1;p=quarantine'), 'ok', 'v=DMARC1;p=quarantine'],
] as const) {
  test(`DMARC with ${name} is: ${level}`, () => {
    expect(judge({ dmarc: { name: '_dmarc.example.com', answer } }).dmarc).toMatchObject({ level, found });
  });
}

test('mails that failed or are late are told of', () => {
  expect(judgeQueue({ mails: { failed: 0, overdue: 0 } }).level).toBe('ok');
  expect(judgeQueue({ mails: { failed: 2, overdue: 1 } })).toMatchObject({ level: 'note', found: '2 failed, 1 late' });
});

test('the provider’s answer to a test mail is told, with what to do', () => {
  const to = 'ada@example.com';
  expect(judgeTestMail({ outcome: 'sent' }, to)).toMatchObject({ level: 'ok' });
  expect(judgeTestMail({ outcome: 'mailbox' }, to)).toMatchObject({ level: 'note' });
  for (const [failure, remedy] of [
    ['http 401', /check RESEND_API_KEY/],
    ['smtp 535', /check RESEND_API_KEY or SMTP_URL/],
    ['http 422', /domain of MAIL_FROM verified/],
    ['smtp 550', /may this account send as MAIL_FROM/],
    ['tls', /offers no TLS/],
    ['connection', /cannot be reached/],
    ['timeout', /cannot be reached/],
    ['http 500', /log of the provider/],
  ] as const) {
    expect(judgeTestMail({ outcome: 'refused', failure }, to)).toMatchObject({
      level: 'problem',
      found: failure,
      remedy: expect.stringMatching(remedy),
    });
  }
});

test('the DMARC record of a domain above counts by its policy for subdomains', () => {
  const above = (record: string) => judge({ dmarc: { name: '_dmarc.com', answer: records(record) } }).dmarc;
  expect(above('v=DMARC1; p=reject; sp=none')).toMatchObject({ level: 'note' });
  expect(above('v=DMARC1; p=none; sp=reject')).toMatchObject({ level: 'ok' });
  expect(above('v=DMARC1; p=reject')).toMatchObject({ level: 'ok' });
});
