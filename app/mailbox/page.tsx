import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { MailFrame } from '@/components/ui/mail-frame';
import { appName } from '@/lib/http/page-context';
import { withErrorPage } from '../(pages)/with-error-page';
import { findMails, frameNonce, hasDocs } from './mailbox-data';

export const metadata: Metadata = { robots: { index: false, follow: false } };

const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });

/** What this installation would have sent: a list, and one mail as its recipient would see it. */
export default withErrorPage(async ({ search }) => {
  const mails = await findMails(search);
  if (!mails) notFound();
  const open = mails.find(({ id }) => id === search.id) ?? mails[0];
  const nonce = await frameNonce();
  return (
    <div className="mx-auto max-w-6xl px-4 py-6">
      <title>{`Mailbox · ${appName()}`}</title>
      <header className="mb-5">
        <h1 className="font-semibold text-2xl">Mailbox</h1>
        <p className="text-muted">
          No mail provider is set, so mails are kept here for 24 hours. They can be read on this machine only.
          {hasDocs() ? (
            <>
              {' '}
              The <a href="/docs/">documentation</a> is here, too.
            </>
          ) : null}
        </p>
      </header>
      <main className="grid gap-5 md:grid-cols-[20rem_1fr]">
        {open ? (
          <>
            <nav aria-label="Mails, newest first">
              <ol className="space-y-2">
                {mails.map(({ id, to, subject, created_at }) => (
                  <li key={id}>
                    <a
                      href={`/mailbox/?${new URLSearchParams({ ...(typeof search.to === 'string' && { to: search.to }), id })}`}
                      aria-current={id === open.id}
                      className="block rounded-lg border border-line bg-card px-4 py-3 text-ink no-underline aria-[current=true]:border-accent"
                    >
                      <span className="block font-medium">{subject}</span>
                      <span className="block text-muted text-sm">{to}</span>
                      <time dateTime={created_at} className="block text-muted text-sm">
                        {MOMENT.format(new Date(created_at))} UTC
                      </time>
                    </a>
                  </li>
                ))}
              </ol>
            </nav>
            <MailFrame mail={open} nonce={nonce} />
          </>
        ) : (
          <p className="rounded-lg border border-line bg-card px-4 py-8 text-center text-muted md:col-span-2">
            No mails yet. Request a <a href="/forgot-password/">password reset</a>, and its mail appears here.
          </p>
        )}
      </main>
    </div>
  );
});
