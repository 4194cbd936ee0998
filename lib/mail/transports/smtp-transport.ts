import nodemailer from 'nodemailer';
import type { Delivery, MailTransport, SendingProvider } from './transport';

type SmtpProvider = Extract<SendingProvider, { kind: 'smtp' }>;

/** Mail by SMTP, a connection each, encrypted unless it stays on this machine. Certificates are verified wherever there is TLS. */
export function createSmtpTransport(provider: SmtpProvider, deadlineSeconds = 15): MailTransport {
  const stepMilliseconds = Math.min(10, deadlineSeconds) * 1000;
  const smtp = nodemailer.createTransport({
    url: withRequiredTls(provider.url),
    dnsTimeout: stepMilliseconds,
    connectionTimeout: stepMilliseconds,
    greetingTimeout: stepMilliseconds,
    socketTimeout: stepMilliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^@\s<>]+)>?\s*$/.exec(provider.from)?.[1] ?? 'localhost';
  return {
    async send({ id, to, subject, html, text }) {
      const signal = AbortSignal.timeout(deadlineSeconds * 1000); // a server that drips outlasts each step's timeout
      try {
        await smtp.sendMail({
          from: provider.from,
          to: { name: '', address: to }, // an object is not parsed: one address stays one address
          subject,
          html,
          text,
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          signal,
        });
        return { outcome: 'sent' };
      } catch (error) {
        return judge(error as SmtpFailure); // an error of nodemailer, or one that has none of these fields
      }
    },
  };
}

/**
 * No mail is sent to a remote server without STARTTLS, nor if an attacker on the path removes its offer, unless the
 * operator set `?ignoreTLS=true`.
 */
function withRequiredTls(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  if (LOOPBACK.test(url.hostname) || url.searchParams.get('ignoreTLS') === 'true') return smtpUrl;
  url.searchParams.set('requireTLS', 'true');
  return url.href;
}

const LOOPBACK = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

type SmtpFailure = { code?: string; originalCode?: string; command?: string; responseCode?: number };

/** A 5xx to the recipient or the content is final; to the sender or the login, the operator can mend it. */
function judge({ code, originalCode, command, responseCode }: SmtpFailure): Delivery {
  if (responseCode === undefined || code === 'ETLS')
    return { outcome: 'retry', failure: failureOf(code, originalCode) };
  const isFinal = responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA');
  return { outcome: isFinal ? 'refused' : 'retry', failure: `smtp ${responseCode}` };
}

function failureOf(code = '', originalCode = ''): string {
  if (code === 'ETIMEDOUT' || code === 'EABORT') return 'timeout';
  return code === 'ETLS' || /CERT|TLS|SSL|VERIFY/.test(originalCode) ? 'tls' : 'connection';
}
