import type { DoctorFacts } from './collect-facts';
import { type Complaint, type Finding, note, ok, problem } from './finding';

/** What receivers of mail look at: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489). Pure. */

/** TXT records of a name. `silent`: the DNS did not answer, which says nothing of the domain. */
export type DnsAnswer = { kind: 'records'; records: string[] } | { kind: 'none' } | { kind: 'silent'; code: string };

/** What the DNS has about the domain of MAIL_FROM. */
export type MailRecords = {
  domain: string;
  spf: DnsAnswer;
  /** Resend sends from this subdomain of the domain. */
  spfOfSend: DnsAnswer | null;
  /** The first name with an answer, from the domain upwards. */
  dmarc: { name: string; answer: DnsAnswer };
  /** Null where the selector is not known. */
  dkim: { selector: string; answer: DnsAnswer } | null;
};

export type SendingKind = 'resend' | 'smtp';

const DNS = 'Add the records to the DNS of the domain; your mail provider names them.';

const silent = (what: string, name: string, code: string): Finding =>
  note('mail', {
    message: `The DNS did not answer, so that ${what} could not be checked.`,
    found: `${code} for ${name}`,
    expected: 'a TXT record, or that there is none',
    remedy: 'Check the DNS of this machine, or name a server: --dns 9.9.9.9.',
  });

export function judgeMailRecords(records: MailRecords, provider: SendingKind): Finding[] {
  return [judgeSpf(records, provider), judgeDkim(records), judgeDmarc(records)];
}

const of = (answer: DnsAnswer | null, version: RegExp): string[] =>
  answer?.kind === 'records' ? answer.records.filter((record) => version.test(record)) : [];

const SPF = /^v=spf1(?:\s|$)/i;

function judgeSpf({ domain, spf, spfOfSend }: MailRecords, provider: SendingKind): Finding {
  const ofSend = of(spfOfSend, SPF);
  const name = ofSend.length > 0 ? `send.${domain}` : domain;
  const found = ofSend.length > 0 ? ofSend : of(spf, SPF);
  if (found.length === 0 && spf.kind === 'silent') return silent('SPF', domain, spf.code);
  if (found.length === 0 && spfOfSend?.kind === 'silent') return silent('SPF', `send.${domain}`, spfOfSend.code);
  const [record = ''] = found;
  if (found.length === 0) {
    const complaint: Complaint = {
      message: `${domain} has no SPF record: receivers cannot tell who may send mail for it, and may reject it.`,
      found: 'no TXT record with v=spf1',
      expected: 'v=spf1 with the servers of your mail provider, and ~all or -all',
      remedy: DNS,
    };
    // Resend's envelope has a domain of its own.
    return provider === 'resend' ? note('mail', complaint) : problem('mail', complaint);
  }
  if (found.length > 1) {
    return problem('mail', {
      message: `${name} has several SPF records, so that none of them counts (RFC 7208 §4.5).`,
      found: `${found.length} records with v=spf1`,
      expected: 'one record',
      remedy: 'Join them into one.',
    });
  }
  if (/\s\+?all(\s|$)/i.test(record)) {
    return problem('mail', {
      message: `The SPF record of ${name} lets every server send mail for it.`,
      found: record,
      expected: 'a record that ends with ~all or -all',
      remedy: 'Replace +all by ~all or -all.',
    });
  }
  if (!/\s([~-]all|redirect=\S+)(\s|$)/i.test(record)) {
    return note('mail', {
      message: `The SPF record of ${name} does not say what holds for other servers.`,
      found: record,
      expected: 'a record that ends with ~all or -all',
      remedy: 'End it with ~all or -all.',
    });
  }
  return ok('mail', `${name} has an SPF record.`, record);
}

function judgeDkim({ domain, dkim }: MailRecords): Finding {
  if (dkim === null) {
    return note('mail', {
      message: 'DKIM was not checked: only the mail provider knows the selector.',
      found: 'no selector',
      expected: 'the name before ._domainkey',
      remedy: 'Run it with --dkim SELECTOR. A signed mail has it in its DKIM-Signature, as s=.',
    });
  }
  const { selector, answer } = dkim;
  const name = `${selector}._domainkey.${domain}`;
  if (answer.kind === 'silent') return silent('DKIM', name, answer.code);
  const [record] = of(answer, /(^|;)\s*p=/i);
  if (record === undefined) {
    return problem('mail', {
      message: `${name} has no DKIM key: mails are not signed for ${domain}, or cannot be verified.`,
      found: answer.kind === 'none' ? 'no TXT record' : 'no record with p=',
      expected: 'the public key of your mail provider',
      remedy: DNS,
    });
  }
  if (/(^|;)\s*p=\s*(;|$)/i.test(record)) {
    return problem('mail', {
      message: `The DKIM key of ${name} is revoked.`,
      found: 'an empty p=',
      expected: 'the public key of your mail provider',
      remedy: DNS,
    });
  }
  return ok('mail', `${name} has a DKIM key.`);
}

export const DMARC = /^v=DMARC1\s*(;|$)/i;

function judgeDmarc({ domain, dmarc: { name, answer } }: MailRecords): Finding {
  if (answer.kind === 'silent') return silent('DMARC', name, answer.code);
  const found = of(answer, DMARC);
  const [record = ''] = found;
  if (found.length === 0) {
    return note('mail', {
      message: `${domain} has no DMARC record: others can send mail in its name, and large providers trust it less.`,
      found: 'no TXT record with v=DMARC1',
      expected: `a record at _dmarc.${domain}, such as v=DMARC1; p=quarantine`,
      remedy: DNS,
    });
  }
  if (found.length > 1) {
    return problem('mail', {
      message: `${name} has several DMARC records, so that none of them counts (RFC 7489 §6.6.3).`,
      found: `${found.length} records with v=DMARC1`,
      expected: 'one record',
      remedy: 'Keep one.',
    });
  }
  // In the record of a domain above, the policy for subdomains comes first (RFC 7489 §6.3).
  const ofSubdomains = name === `_dmarc.${domain}` ? null : /;\s*sp\s*=\s*(\w+)/i.exec(record);
  const policy = (ofSubdomains ?? /;\s*p\s*=\s*(\w+)/i.exec(record))?.[1]?.toLowerCase();
  if (policy === 'quarantine' || policy === 'reject') return ok('mail', `${name} has a DMARC policy.`, record);
  const complaint = {
    found: record,
    expected: 'p=quarantine or p=reject',
    remedy: 'Set p= once the reports are clean.',
  };
  return policy === 'none'
    ? note('mail', { message: `The DMARC policy of ${name} only asks for reports.`, ...complaint })
    : problem('mail', { message: `The DMARC record of ${name} has no valid policy.`, ...complaint });
}

/** What waits in the queue. */
export function judgeQueue({ mails: { failed, overdue } }: Pick<DoctorFacts, 'mails'>): Finding {
  if (failed === 0 && overdue === 0) return ok('mail', 'No mail has failed, and none is late.');
  return note('mail', {
    message:
      'Mails have failed, or wait for more than 15 minutes. No server may be running, or the provider rejects them.',
    found: `${failed} failed, ${overdue} late`,
    expected: 'none',
    remedy: '`npm run mails -- list` says why; `npm run mails -- retry --all` sends them again.',
  });
}

const TROUBLES: readonly (readonly [failure: RegExp, remedy: string])[] = [
  [/^http 40[13]$|^smtp 53\d$/, 'The provider rejects the key or the password: check RESEND_API_KEY or SMTP_URL.'],
  [/^http 4\d\d$/, 'The provider rejects the mail: is the domain of MAIL_FROM verified there?'],
  [/^smtp 5\d\d$/, 'The provider rejects the sender or the recipient: may this account send as MAIL_FROM?'],
  [/^tls$/, 'The SMTP server offers no TLS, or its certificate is not trusted: use its right name, or smtps://.'],
  [/^timeout$|^connection$/, 'The provider cannot be reached: check the host and the port, and the firewall.'],
];

/** @param to the recipient of the test mail */
export function judgeTestMail(delivery: NonNullable<DoctorFacts['test_mail']>, to: string): Finding {
  if (delivery.outcome === 'sent')
    return ok('mail', `The provider accepted a test mail to ${to}. Check that it arrives.`);
  if (delivery.outcome === 'mailbox') {
    return note('mail', {
      message: 'No test mail was sent: this installation has no mail provider, and shows mails in its mailbox.',
      found: 'no provider',
      expected: 'RESEND_API_KEY or SMTP_URL',
      remedy: 'Set a mail provider once APP_URL is public.',
    });
  }
  const { failure, outcome } = delivery;
  return problem('mail', {
    message: `The test mail to ${to} was not accepted${outcome === 'retry' ? '; later it may be' : ''}.`,
    found: failure,
    expected: 'that the provider accepts it',
    remedy: TROUBLES.find(([of]) => of.test(failure))?.[1] ?? 'Look at the log of the provider.',
  });
}
