/** @jsxImportSource react */
// Without the line above Playwright's runner would compile this JSX for its own component tests.
import type { ReactNode } from 'react';
import { MailedLink, PageLink, Paragraph, Title } from './letter';
import type { MailBrand, MailMessage } from './messages';

type MessageOf<Kind> = Extract<MailMessage, { kind: Kind }>;

/** A message in the words of its mail; `links` as in `RenderedMail`. */
export type Composition = { subject: string; preview: string; content: ReactNode; text: string; links: string[] };

export function composeResetLink({ to, link, validMinutes }: MessageOf<'reset-link'>, brand: MailBrand): Composition {
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Reset your ${brand.appName} password`,
    preview: `Choose a new password. ${validity}`,
    content: (
      <>
        <Title>Reset your password</Title>
        <Paragraph>{`Someone asked to reset the ${brand.appName} password of ${to}. To choose a new one, follow this link:`}</Paragraph>
        <MailedLink link={link} label="Choose a new password">
          <Paragraph>{validity}</Paragraph>
          <Paragraph>If you did not ask for this, ignore this mail: your password stays as it is.</Paragraph>
        </MailedLink>
      </>
    ),
    text: `Reset your password

Someone asked to reset the ${brand.appName} password of
${to}

To choose a new one, open this link:

${link}

${validity}

If you did not ask for this, ignore this mail:
your password stays as it is.`,
    links: [link],
  };
}

export function composePasswordChanged(
  { to, changedAt }: MessageOf<'password-changed'>,
  brand: MailBrand,
): Composition {
  const forgotPasswordUrl = `${brand.appUrl}/forgot-password/`;
  const moment = inUtc(new Date(changedAt));
  return {
    subject: `Your ${brand.appName} password was changed`,
    preview: `It was changed on ${moment}.`,
    content: (
      <>
        <Title>Your password was changed</Title>
        <Paragraph>{`The ${brand.appName} password of ${to} was changed on ${moment}. Other devices have been signed out.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If it was not you, someone may be able to read your mail. Change the password of your mailbox first, then set
          a new one here:
        </Paragraph>
        <PageLink url={forgotPasswordUrl} />
      </>
    ),
    text: `Your password was changed

The ${brand.appName} password of
${to}
was changed on ${moment}.
Other devices have been signed out.

If this was you, there is nothing to do.

If it was not you, someone may be able to read your mail.
Change the password of your mailbox first,
then set a new one here:

${forgotPasswordUrl}`,
    links: [forgotPasswordUrl],
  };
}

const MINUTES_AN_HOUR = 60;
const MINUTES_A_DAY = 24 * MINUTES_AN_HOUR;

/** `60` is "1 hour", `90` is "90 minutes", `2880` is "2 days"; never less than a minute. */
function inWords(minutes: number): string {
  const count = Math.max(1, Math.floor(minutes));
  if (count % MINUTES_A_DAY === 0) return counted(count / MINUTES_A_DAY, 'day');
  if (count % MINUTES_AN_HOUR === 0) return counted(count / MINUTES_AN_HOUR, 'hour');
  return counted(count, 'minute');
}

const counted = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;

const UTC = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', dateStyle: 'long', timeStyle: 'short' });

/** "24 November 2026 at 10:15 UTC". */
const inUtc = (instant: Date) => `${UTC.format(instant)} UTC`;
