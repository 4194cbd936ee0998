import { Resend } from 'resend';
import type { Delivery, MailTransport, SendingProvider } from './transport';

type ResendProvider = Extract<SendingProvider, { kind: 'resend' }>;

/** Besides 5xx. A wrong key (401, 403) is mended by the operator; 409 is an earlier try still under way. */
const WORTH_RETRYING = new Set([401, 403, 408, 409, 425, 429]);

/** Mail by Resend's HTTP API. The row's id is the Idempotency-Key, which Resend remembers for 24 hours. */
export function createResendTransport(provider: ResendProvider, deadlineSeconds = 10): MailTransport {
  const resend = new Resend(provider.apiKey, provider.baseUrl ? { baseUrl: provider.baseUrl.replace(/\/+$/, '') } : {});
  return {
    async send({ id, to, subject, html, text }) {
      const signal = AbortSignal.timeout(deadlineSeconds * 1000); // the SDK itself waits for ever
      const headers = { 'Auto-Submitted': 'auto-generated' };
      const mail = { from: provider.from, to, subject, html, text, headers };
      const answer = await resend.emails.send(mail, { idempotencyKey: id, signal });
      if (answer.data) return { outcome: 'sent' };
      if (answer.headers === null) return { outcome: 'retry', failure: signal.aborted ? 'timeout' : 'connection' };
      return judge(answer.error?.statusCode, answer.headers);
    },
  };
}

/** A status is missing where the answer's JSON is not Resend's own: something in between has answered. */
function judge(status: number | null | undefined, headers: Record<string, string>): Delivery {
  if (typeof status !== 'number') return { outcome: 'retry', failure: 'http' };
  const failure = `http ${status}`;
  if (status >= 400 && status < 500 && !WORTH_RETRYING.has(status)) return { outcome: 'refused', failure };
  const retryAfterSeconds = readRetryAfter(headers);
  return retryAfterSeconds === undefined
    ? { outcome: 'retry', failure }
    : { outcome: 'retry', failure, retryAfterSeconds };
}

/** Retry-After (RFC 9110 §10.2.3): seconds, or an instant, which is read against the answer's own Date. */
function readRetryAfter(headers: Record<string, string>): number | undefined {
  const value = headers['retry-after'] ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const waitMilliseconds = Date.parse(value) - Date.parse(headers.date ?? '');
  return waitMilliseconds > 0 ? Math.ceil(waitMilliseconds / 1000) : undefined;
}
