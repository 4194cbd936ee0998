import { createResendTransport } from './resend-transport';
import { createSmtpTransport } from './smtp-transport';
import type { MailTransport, SendingProvider } from './transport';

export function createTransport(provider: SendingProvider): MailTransport {
  switch (provider.kind) {
    case 'resend':
      return createResendTransport(provider);
    case 'smtp':
      return createSmtpTransport(provider);
  }
}
