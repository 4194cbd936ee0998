import { ConfigError } from './config-error';
import { type LinkTemplates, linkTemplateProblem } from './link-templates';
import { LINK_TEMPLATE_SETTINGS, type RawSettings } from './settings';

export type MailProvider =
  | { kind: 'resend'; apiKey: string; baseUrl: string | undefined; from: string }
  | { kind: 'smtp'; url: string; from: string }
  | { kind: 'mailbox' };

/** Where mail goes and whom it is from. @throws ConfigError where there is none, or more than one */
export function parseMailProvider(raw: RawSettings, appUrl: URL, isLoopback: boolean): MailProvider {
  const from = parseMailFrom(raw) ?? `${displayName(raw.APP_NAME)} <no-reply@${appUrl.hostname}>`;
  if (raw.RESEND_API_KEY && raw.SMTP_URL) {
    throw new ConfigError('SMTP_URL and RESEND_API_KEY cannot both be set: choose one mail provider.');
  }
  if (raw.RESEND_API_KEY) {
    if (raw.RESEND_BASE_URL) requireOriginWithPath('RESEND_BASE_URL', raw.RESEND_BASE_URL);
    return { kind: 'resend', apiKey: raw.RESEND_API_KEY, baseUrl: raw.RESEND_BASE_URL, from };
  }
  if (raw.SMTP_URL) {
    if (!/^smtps?:\/\/[^/]/.test(raw.SMTP_URL) || !URL.canParse(raw.SMTP_URL)) {
      throw new ConfigError('SMTP_URL must be a URL such as smtps://user:password@mail.example.com.');
    }
    return { kind: 'smtp', url: raw.SMTP_URL, from };
  }
  if (isLoopback) return { kind: 'mailbox' };
  throw new ConfigError(
    'RESEND_API_KEY or SMTP_URL must be set when APP_URL is public: without a mail provider no mail can be sent.',
  );
}

/** An address, alone or in angle brackets behind a name. Marks that would make several of it stand in quotes there. */
const ADDRESS = String.raw`[^\s"<>()[\]\\,:;@]+@(?:[^\s"<>()[\]\\,:;@]+|\[[\da-f.:]+\])`;

const NAME = String.raw`(?:"(?:\\.|[^"\\])*"|[^"<>,:;@])*`;

const SENDER = new RegExp(`^(?:${ADDRESS}|${NAME}<${ADDRESS}>)$`, 'i');

function parseMailFrom({ MAIL_FROM }: RawSettings): string | undefined {
  if (MAIL_FROM === undefined || (SENDER.test(MAIL_FROM) && !/\p{Cc}/u.test(MAIL_FROM))) return MAIL_FROM;
  throw new ConfigError(
    'MAIL_FROM must be one address, such as no-reply@example.com or "Acme, Inc." <no-reply@example.com>.',
  );
}

/** A name with a comma would be read as two addresses unless it is quoted (RFC 5322 §3.2.4). */
const displayName = (name: string): string => (/^[\w ]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`);

function requireOriginWithPath(name: string, value: string): void {
  if (URL.canParse(value) && /^https?:/.test(value)) return;
  throw new ConfigError(`${name} must be an http or https URL.`);
}

/** Where mailed links lead in place of the pages here. @throws ConfigError */
export function parseLinkTemplates(raw: RawSettings, isLoopback: boolean): LinkTemplates {
  const templates = Object.entries(LINK_TEMPLATE_SETTINGS).flatMap(([link, name]) => {
    const template = raw[name];
    if (template === undefined) return [];
    const problem = linkTemplateProblem(template, { isLoopback });
    if (problem !== null) throw new ConfigError(`${name} ${problem}`);
    return [[link, template]];
  });
  return Object.fromEntries(templates);
}
