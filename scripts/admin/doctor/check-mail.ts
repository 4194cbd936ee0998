import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Finding, note, ok } from '../../../lib/admin/doctor/finding';
import { DMARC, type DnsAnswer, judgeMailRecords, type MailRecords } from '../../../lib/admin/doctor/judge-mail';
import type { Config } from '../../../lib/config/config';
import { CommandError, EXIT } from '../command-error';

const TIMEOUT_MS = 2000;
/** Resend's default. */
const RESEND_SELECTOR = 'resend';
const RESEND_SUBDOMAIN = 'send';

export type MailOptions = {
  /** A DNS server, with a port if need be; undefined for those of the system. */
  dns?: string | undefined;
  dkim?: string | undefined;
};

/** What receivers find about the domain of MAIL_FROM. */
export async function checkMail({ mail }: Pick<Config, 'mail'>, { dns, dkim }: MailOptions): Promise<Finding[]> {
  if (mail.kind === 'mailbox') return [ok('mail', 'There is no mail provider: mails are shown in the mailbox.')];
  const domain = domainOf(mail.from);
  if (domain === null) {
    return [
      note('mail', {
        message: 'SPF, DKIM and DMARC were not checked: MAIL_FROM is not of a domain that others can look up.',
        found: mail.from,
        expected: 'an address of your own domain',
        remedy: 'Set MAIL_FROM to an address of your domain.',
      }),
    ];
  }
  const isResend = mail.kind === 'resend';
  const selector = dkim ?? (isResend ? RESEND_SELECTOR : null);
  return judgeMailRecords(await lookUp(domain, { dns, selector, isResend }), mail.kind);
}

/** Null for this machine and for an address in place of a name. */
function domainOf(from: string): string | null {
  const domain = /@([^@\s<>]+)>?\s*$/.exec(from)?.[1]?.toLowerCase().replace(/\.$/, '');
  const isPublic =
    domain?.includes('.') && isIP(domain.replace(/^\[(.*)\]$/, '$1')) === 0 && !/\.localhost$/.test(domain);
  return domain !== undefined && isPublic ? domain : null;
}

async function lookUp(
  domain: string,
  { dns, selector, isResend }: { dns: string | undefined; selector: string | null; isResend: boolean },
): Promise<MailRecords> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  if (dns !== undefined) setServer(resolver, dns);
  const find = (name: string) => findTexts(resolver, name);
  const [spf, spfOfSend, dmarc, dkim] = await Promise.all([
    find(domain),
    isResend ? find(`${RESEND_SUBDOMAIN}.${domain}`) : null,
    findDmarc(domain, find),
    selector === null ? null : find(`${selector}._domainkey.${domain}`),
  ]);
  return {
    domain,
    spf,
    spfOfSend,
    dmarc,
    dkim: selector === null || dkim === null ? null : { selector, answer: dkim },
  };
}

/** @throws CommandError */
function setServer(resolver: Resolver, server: string): void {
  try {
    resolver.setServers([server]);
  } catch {
    throw new CommandError('--dns must be the address of a server, such as 9.9.9.9 or 127.0.0.1:5353.', EXIT.usage);
  }
}

/** A domain without a record has that of a domain above it (RFC 7489 §6.6.3). Other texts of a name count for nothing. */
async function findDmarc(
  domain: string,
  find: (name: string) => Promise<DnsAnswer>,
): Promise<{ name: string; answer: DnsAnswer }> {
  const labels = domain.split('.');
  for (let at = 0; at <= labels.length - 2; at += 1) {
    const name = `_dmarc.${labels.slice(at).join('.')}`;
    const answer = await find(name);
    const isRecord = answer.kind === 'records' && answer.records.some((record) => DMARC.test(record));
    if (isRecord || answer.kind === 'silent') return { name, answer };
  }
  return { name: `_dmarc.${domain}`, answer: { kind: 'none' } };
}

async function findTexts(resolver: Resolver, name: string): Promise<DnsAnswer> {
  try {
    // A long record comes in several strings.
    return { kind: 'records', records: (await resolver.resolveTxt(name)).map((strings) => strings.join('')) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    return code === 'ENOTFOUND' || code === 'ENODATA' ? { kind: 'none' } : { kind: 'silent', code };
  }
}
