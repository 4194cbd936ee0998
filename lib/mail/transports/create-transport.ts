import type { MailTransport, SendingProvider } from './transport';

/** Loads the provider's package alone: an installation uses one or none of them. */
export async function createTransport(provider: SendingProvider): Promise<MailTransport> {
  switch (provider.kind) {
    case 'resend':
      return (await import('./resend-transport')).createResendTransport(provider);
    case 'smtp':
      return (await import('./smtp-transport')).createSmtpTransport(provider);
  }
}
