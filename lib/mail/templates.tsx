/** @jsxImportSource react */
// Without the line above Playwright's runner would compile this JSX for its own component tests.
import type { ReactNode } from 'react';
import { MailedLink, PageLink, Paragraph, Title } from './layout';
import type { MailBrand, MailMessage } from './messages';

type MessageOf<Kind> = Extract<MailMessage, { kind: Kind }>;

/** A message in the words of its mail; `links` as in `RenderedMail`. */
export type MailContent = { subject: string; preview: string; content: ReactNode; text: string; links: string[] };

export function composeResetLink({ to, link, validMinutes }: MessageOf<'reset-link'>, brand: MailBrand): MailContent {
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Reset your ${brand.appName} password`,
    preview: `Choose a new password. ${validity}`,
    content: (
      <>
        <Title>Reset your password</Title>
        <Paragraph>{`Someone asked to reset the ${brand.appName} password of ${to}. To choose a new one, open this link:`}</Paragraph>
        <MailedLink link={link} label="Choose a new password">
          <Paragraph>{validity}</Paragraph>
          <Paragraph>If you did not request this, ignore this message. Your password stays as it is.</Paragraph>
        </MailedLink>
      </>
    ),
    text: `Reset your password

Someone asked to reset the ${brand.appName} password of
${to}

To choose a new one, open this link:

${link}

${validity}

If you did not request this, ignore this message.
Your password stays as it is.`,
    links: [link],
  };
}

export function composePasswordChanged(
  { to, changedAt, times }: MessageOf<'password-changed'>,
  brand: MailBrand,
): MailContent {
  const forgotPasswordUrl = `${brand.appUrl}/forgot-password/`;
  const when = inTimes(changedAt, times);
  return {
    subject: `Your ${brand.appName} password was changed`,
    preview: `It was changed ${when}.`,
    content: (
      <>
        <Title>Your password was changed</Title>
        <Paragraph>{`The ${brand.appName} password of ${to} was changed ${when}. Other devices have been signed out.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If this was not you, someone may be able to read your mail. Change the password of your mailbox first, then
          choose a new one here:
        </Paragraph>
        <PageLink url={forgotPasswordUrl} />
      </>
    ),
    text: `Your password was changed

The ${brand.appName} password of
${to}
was changed ${when}.
Other devices have been signed out.

If this was you, there is nothing to do.

If this was not you, someone may be able to read your mail.
Change the password of your mailbox first,
then choose a new one here:

${forgotPasswordUrl}`,
    links: [forgotPasswordUrl],
  };
}

/** What a link about an email asks for besides itself. */
const ASKS_FOR_PASSWORD = 'It asks for your password if you are not signed in.';

export function composeVerifyLink({ to, link, validMinutes }: MessageOf<'verify-link'>, brand: MailBrand): MailContent {
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Verify your email for ${brand.appName}`,
    preview: `Confirm that this email is yours. ${validity}`,
    content: (
      <>
        <Title>Verify your email</Title>
        <Paragraph>{`A new ${brand.appName} account was created with the email ${to}. To confirm that this email is yours, open this link:`}</Paragraph>
        <MailedLink link={link} label="Verify my email">
          <Paragraph>{`${validity} ${ASKS_FOR_PASSWORD}`}</Paragraph>
          <Paragraph>
            If you did not create this account, ignore this message. The email cannot be verified without the password
            of the account.
          </Paragraph>
        </MailedLink>
      </>
    ),
    text: `Verify your email

A new ${brand.appName} account was created with the email
${to}

To confirm that this email is yours, open this link:

${link}

${validity}
${ASKS_FOR_PASSWORD}

If you did not create this account, ignore this message.
The email cannot be verified without the password of the account.`,
    links: [link],
  };
}

export function composeConfirmNewEmail(
  { to, link, validMinutes }: MessageOf<'confirm-new-email'>,
  brand: MailBrand,
): MailContent {
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Confirm your new email for ${brand.appName}`,
    preview: `Confirm that this email is yours. ${validity}`,
    content: (
      <>
        <Title>Confirm your new email</Title>
        <Paragraph>{`Someone asked to change the email of their ${brand.appName} account to ${to}. To confirm the change, open this link:`}</Paragraph>
        <MailedLink link={link} label="Confirm my new email">
          <Paragraph>{`${validity} ${ASKS_FOR_PASSWORD}`}</Paragraph>
          <Paragraph>If you did not request this, ignore this message. The account keeps its current email.</Paragraph>
        </MailedLink>
      </>
    ),
    text: `Confirm your new email

Someone asked to change the email
of their ${brand.appName} account to
${to}

To confirm the change, open this link:

${link}

${validity}
${ASKS_FOR_PASSWORD}

If you did not request this, ignore this message.
The account keeps its current email.`,
    links: [link],
  };
}

export function composeEmailChangeRequested(
  { to, newEmail, requestedAt, times }: MessageOf<'email-change-requested'>,
  brand: MailBrand,
): MailContent {
  const accountUrl = `${brand.appUrl}/account/`;
  const forgotPasswordUrl = `${brand.appUrl}/forgot-password/`;
  const moment = inUtc(new Date(requestedAt));
  const [often, last] = inSeries(times);
  return {
    subject: `Email change requested for your ${brand.appName} account`,
    preview: 'Someone asked to change it. Nothing has changed yet.',
    content: (
      <>
        <Title>Email change requested</Title>
        <Paragraph>{`Someone asked${often} to change the email of your ${brand.appName} account from ${to}${last} to ${newEmail}, on ${moment}. Nothing changes until the new email is confirmed.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If this was not you, someone knows your password. Sign in and change it. That cancels the change of your email
          and signs out all other sessions:
        </Paragraph>
        <PageLink url={accountUrl} />
        <Paragraph>If you cannot sign in, choose a new password here. That also cancels the change:</Paragraph>
        <PageLink url={forgotPasswordUrl} />
      </>
    ),
    text: `Email change requested

Someone asked${often} to change the email
of your ${brand.appName} account from
${to}
${last === '' ? 'to' : 'the last time to'}
${newEmail}
on ${moment}.
Nothing changes until the new email is confirmed.

If this was you, there is nothing to do.

If this was not you, someone knows your password.
Sign in and change it. That cancels the change of your email
and signs out all other sessions:

${accountUrl}

If you cannot sign in, choose a new password here.
That also cancels the change:

${forgotPasswordUrl}`,
    links: [accountUrl, forgotPasswordUrl],
  };
}

export function composeEmailChanged(
  { to, newEmail, changedAt, link, validMinutes, times }: MessageOf<'email-changed'>,
  brand: MailBrand,
): MailContent {
  const moment = inUtc(new Date(changedAt));
  const [often, last] = inSeries(times);
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Your ${brand.appName} email was changed`,
    preview: `It was changed ${inTimes(changedAt, times)}.`,
    content: (
      <>
        <Title>Your email was changed</Title>
        <Paragraph>{`The email of your ${brand.appName} account was changed${often} from ${to}${last} to ${newEmail} on ${moment}.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If this was not you, undo the change with this link. It restores your former email, signs out all sessions and
          lets you choose a new password:
        </Paragraph>
        <MailedLink link={link} label="Undo this change">
          <Paragraph>{validity}</Paragraph>
        </MailedLink>
      </>
    ),
    text: `Your email was changed

The email of your ${brand.appName} account was changed${often} from
${to}
${last === '' ? 'to' : 'the last time to'}
${newEmail}
on ${moment}.

If this was you, there is nothing to do.

If this was not you, undo the change with this link.
It restores your former email, signs out all sessions
and lets you choose a new password:

${link}

${validity}`,
    links: [link],
  };
}

export function composeEmailChangeUndone(
  { to, changedAt, times }: MessageOf<'email-change-undone'>,
  brand: MailBrand,
): MailContent {
  const when = inTimes(changedAt, times);
  return {
    subject: `Your ${brand.appName} email was changed back`,
    preview: `It was changed back ${when}.`,
    content: (
      <>
        <Title>Your email was changed back</Title>
        <Paragraph>{`The change of the email of your ${brand.appName} account to ${to} was undone ${when}, by the owner of its former email. The account no longer uses your email, and all sessions were signed out.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If this was not you, someone may be able to read the mail sent to the former email. Change the password of
          that mailbox first, then reset the password of the account.
        </Paragraph>
      </>
    ),
    text: `Your email was changed back

The change of the email of your ${brand.appName} account to
${to}
was undone
${when},
by the owner of its former email.
The account no longer uses your email,
and all sessions were signed out.

If this was you, there is nothing to do.

If this was not you, someone may be able to read the mail
sent to the former email. Change the password of that mailbox first,
then reset the password of the account.`,
    links: [],
  };
}

export function composeAccountExists(
  { to, link, validMinutes }: MessageOf<'account-exists'>,
  brand: MailBrand,
): MailContent {
  const loginUrl = `${brand.appUrl}/login/`;
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `You already have a ${brand.appName} account`,
    preview: 'Someone tried to create another one. Nothing has changed.',
    content: (
      <>
        <Title>You already have an account</Title>
        <Paragraph>{`Someone tried to create a new ${brand.appName} account with ${to}, but an account with this email already exists. Nothing has changed.`}</Paragraph>
        <Paragraph>If this was you, sign in to your account:</Paragraph>
        <PageLink url={loginUrl} />
        <Paragraph>If you forgot its password, choose a new one with this link:</Paragraph>
        <MailedLink link={link} label="Choose a new password">
          <Paragraph>{validity}</Paragraph>
          <Paragraph>If this was not you, ignore this message. Your account stays as it is.</Paragraph>
        </MailedLink>
      </>
    ),
    text: `You already have an account

Someone tried to create a new ${brand.appName} account with
${to}
but an account with this email already exists.
Nothing has changed.

If this was you, sign in to your account:

${loginUrl}

If you forgot its password, choose a new one with this link:

${link}

${validity}

If this was not you, ignore this message.
Your account stays as it is.`,
    links: [link, loginUrl],
  };
}

export function composeAccountDeleted(
  { to, deletedAt, times }: MessageOf<'account-deleted'>,
  brand: MailBrand,
): MailContent {
  const registerUrl = `${brand.appUrl}/register/`;
  const when = inTimes(deletedAt, times);
  return {
    subject: `Your ${brand.appName} account was deleted`,
    preview: `It was deleted ${when}.`,
    content: (
      <>
        <Title>Your account was deleted</Title>
        <Paragraph>{`The ${brand.appName} account of ${to} was deleted ${when}, with all its data. This cannot be undone.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If this was not you, someone may know your password or be able to read your mail. Change the password of your
          mailbox first, then the password of every account that used the same password as this one.
        </Paragraph>
        <Paragraph>You can register again at any time:</Paragraph>
        <PageLink url={registerUrl} />
      </>
    ),
    text: `Your account was deleted

The ${brand.appName} account of
${to}
was deleted ${when},
with all its data. This cannot be undone.

If this was you, there is nothing to do.

If this was not you, someone may know your password
or be able to read your mail.
Change the password of your mailbox first,
then the password of every account that used
the same password as this one.

You can register again at any time:

${registerUrl}`,
    links: [registerUrl],
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

/** "on 24 November 2026 at 10:15 UTC", or "3 times, last on …". */
const inTimes = (instant: string, times = 1) =>
  `${times > 1 ? `${times} times, last ` : ''}on ${inUtc(new Date(instant))}`;

/** How a sentence goes on that ends with the last of several: nothing to say of one. */
const inSeries = (times = 1): [often: string, last: string] =>
  times > 1 ? [` ${times} times`, ', the last time'] : ['', ''];
