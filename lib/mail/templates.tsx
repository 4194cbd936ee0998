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
          If it was not you, someone may be able to read your mail. Change the password of your mailbox first, then set
          a new one here:
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

If it was not you, someone may be able to read your mail.
Change the password of your mailbox first,
then set a new one here:

${forgotPasswordUrl}`,
    links: [forgotPasswordUrl],
  };
}

/** What a link about an address wants besides itself. */
const ASKS_FOR_PASSWORD = 'It asks for your password where you are not signed in.';

export function composeVerifyLink({ to, link, validMinutes }: MessageOf<'verify-link'>, brand: MailBrand): MailContent {
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Verify your e-mail for ${brand.appName}`,
    preview: `Confirm that this address is yours. ${validity}`,
    content: (
      <>
        <Title>Verify your e-mail</Title>
        <Paragraph>{`A new ${brand.appName} account gives ${to} as its e-mail. To confirm that this address is yours, follow this link:`}</Paragraph>
        <MailedLink link={link} label="Verify my e-mail">
          <Paragraph>{`${validity} ${ASKS_FOR_PASSWORD}`}</Paragraph>
          <Paragraph>
            If you did not make this account, ignore this mail: without its password nobody can verify it.
          </Paragraph>
        </MailedLink>
      </>
    ),
    text: `Verify your e-mail

A new ${brand.appName} account gives as its e-mail
${to}

To confirm that this address is yours, open this link:

${link}

${validity}
${ASKS_FOR_PASSWORD}

If you did not make this account, ignore this mail:
without its password nobody can verify it.`,
    links: [link],
  };
}

export function composeConfirmNewEmail(
  { to, link, validMinutes }: MessageOf<'confirm-new-email'>,
  brand: MailBrand,
): MailContent {
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Confirm your new e-mail for ${brand.appName}`,
    preview: `Confirm that this address is yours. ${validity}`,
    content: (
      <>
        <Title>Confirm your new e-mail</Title>
        <Paragraph>{`Someone asked to make ${to} the e-mail of their ${brand.appName} account, in place of its present one. To confirm the change, follow this link:`}</Paragraph>
        <MailedLink link={link} label="Confirm my new e-mail">
          <Paragraph>{`${validity} ${ASKS_FOR_PASSWORD}`}</Paragraph>
          <Paragraph>If you did not ask for this, ignore this mail: the account keeps its present e-mail.</Paragraph>
        </MailedLink>
      </>
    ),
    text: `Confirm your new e-mail

Someone asked to make
${to}
the e-mail of their ${brand.appName} account,
in place of its present one.

To confirm the change, open this link:

${link}

${validity}
${ASKS_FOR_PASSWORD}

If you did not ask for this, ignore this mail:
the account keeps its present e-mail.`,
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
    subject: `A new e-mail for your ${brand.appName} account`,
    preview: 'Someone asked to change it. Nothing has changed yet.',
    content: (
      <>
        <Title>A new e-mail was asked for</Title>
        <Paragraph>{`Someone asked${often} to change the e-mail of your ${brand.appName} account from ${to}${last} to ${newEmail}, on ${moment}. Nothing has changed yet: it will when the new address is confirmed.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If it was not you, someone knows your password. Sign in and change it. That cancels the change of the e-mail,
          and signs everybody else out:
        </Paragraph>
        <PageLink url={accountUrl} />
        <Paragraph>If you cannot sign in, set a new password here. That cancels it as well:</Paragraph>
        <PageLink url={forgotPasswordUrl} />
      </>
    ),
    text: `A new e-mail was asked for

Someone asked${often} to change the e-mail
of your ${brand.appName} account from
${to}
${last === '' ? 'to' : 'the last time to'}
${newEmail}
on ${moment}.
Nothing has changed yet:
it will when the new address is confirmed.

If this was you, there is nothing to do.

If it was not you, someone knows your password.
Sign in and change it. That cancels the change of the e-mail,
and signs everybody else out:

${accountUrl}

If you cannot sign in, set a new password here.
That cancels it as well:

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
    subject: `Your ${brand.appName} e-mail was changed`,
    preview: `It was changed ${inTimes(changedAt, times)}.`,
    content: (
      <>
        <Title>Your e-mail was changed</Title>
        <Paragraph>{`The e-mail of your ${brand.appName} account was changed${often} from ${to}${last} to ${newEmail} on ${moment}.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If it was not you, take the change back with this link. It brings your old address back, signs everybody out
          and lets you choose a new password:
        </Paragraph>
        <MailedLink link={link} label="Take the change back">
          <Paragraph>{validity}</Paragraph>
        </MailedLink>
      </>
    ),
    text: `Your e-mail was changed

The e-mail of your ${brand.appName} account was changed${often} from
${to}
${last === '' ? 'to' : 'the last time to'}
${newEmail}
on ${moment}.

If this was you, there is nothing to do.

If it was not you, take the change back with this link.
It brings your old address back, signs everybody out
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
    subject: `Your ${brand.appName} e-mail was changed back`,
    preview: `It was changed back ${when}.`,
    content: (
      <>
        <Title>Your e-mail was changed back</Title>
        <Paragraph>{`The change that made ${to} the e-mail of your ${brand.appName} account was taken back ${when}, by the owner of its former address. Your address no longer belongs to the account, and everybody has been signed out.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If it was not you, someone may be able to read the mail of the former address. Change the password of that
          mailbox first, then reset the password of the account.
        </Paragraph>
      </>
    ),
    text: `Your e-mail was changed back

The change that made
${to}
the e-mail of your ${brand.appName} account was taken back
${when},
by the owner of its former address.
Your address no longer belongs to the account,
and everybody has been signed out.

If this was you, there is nothing to do.

If it was not you, someone may be able to read the mail
of the former address. Change the password of that mailbox first,
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
    preview: 'Someone tried to make another one. Nothing has changed.',
    content: (
      <>
        <Title>You already have an account</Title>
        <Paragraph>{`Someone tried to make a new ${brand.appName} account with ${to}, but this address has one already. Nothing has changed.`}</Paragraph>
        <Paragraph>If it was you, sign in to the account you have:</Paragraph>
        <PageLink url={loginUrl} />
        <Paragraph>If you no longer know its password, choose a new one by following this link:</Paragraph>
        <MailedLink link={link} label="Choose a new password">
          <Paragraph>{validity}</Paragraph>
          <Paragraph>If it was not you, ignore this mail: your account stays as it is.</Paragraph>
        </MailedLink>
      </>
    ),
    text: `You already have an account

Someone tried to make a new ${brand.appName} account with
${to}
but this address has one already. Nothing has changed.

If it was you, sign in to the account you have:

${loginUrl}

If you no longer know its password, choose a new one
by opening this link:

${link}

${validity}

If it was not you, ignore this mail:
your account stays as it is.`,
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
        <Paragraph>{`The ${brand.appName} account of ${to} was deleted ${when}, with everything kept about it. It cannot be brought back.`}</Paragraph>
        <Paragraph>If this was you, there is nothing to do.</Paragraph>
        <Paragraph>
          If it was not you, someone may know your password or be able to read your mail. Change the password of your
          mailbox first, then wherever you used the same password as here.
        </Paragraph>
        <Paragraph>You may register again at any time:</Paragraph>
        <PageLink url={registerUrl} />
      </>
    ),
    text: `Your account was deleted

The ${brand.appName} account of
${to}
was deleted ${when},
with everything kept about it. It cannot be brought back.

If this was you, there is nothing to do.

If it was not you, someone may know your password
or be able to read your mail.
Change the password of your mailbox first,
then wherever you used the same password as here.

You may register again at any time:

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
