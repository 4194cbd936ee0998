import { domainToASCII } from 'node:url';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** The last label holds a letter, as in emails: no IP address passes for a domain. */
const DOMAIN = new RegExp(String.raw`^(?:${LABEL}\.)+(?=[^.]*[a-z])${LABEL}$`);

/** Domains of emails in the form in which emails are stored: lower case, IDN in ASCII (UTS 46). Null if one is no domain. */
export function parseDomains(entries: readonly string[]): string[] | null {
  const domains = entries.map((entry) => domainToASCII(entry.normalize('NFC').toLowerCase()));
  return domains.every((domain) => DOMAIN.test(domain)) ? domains : null;
}
