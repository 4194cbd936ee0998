/** @jsxImportSource react */
// Without the line above Playwright's runner would compile this JSX for its own component tests.
import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, render, Text } from '@react-email/components';
import type { CSSProperties, ReactNode } from 'react';
import { THEME } from '../theme';

/** What Postern has to say by mail. Kept sealed in the outbox as JSON, so every part is text or a number. */
export type MailMessage =
  | { kind: 'reset-link'; to: string; link: string; validMinutes: number }
  /** `changedAt` is RFC 3339. */
  | { kind: 'password-changed'; to: string; changedAt: string };

/** The installation as its mails name it; `appUrl` is an origin without a trailing slash. */
export type MailBrand = { appName: string; appUrl: string };

/** `links`: the addresses the message itself points to, the one to follow first. */
export type RenderedMail = { subject: string; html: string; text: string; links: string[] };

type MessageOf<Kind> = Extract<MailMessage, { kind: Kind }>;

type Composition = { subject: string; preview: string; content: ReactNode; text: string; links: string[] };

/** Writes a message twice: as HTML and as a text of its own, meant to be read. */
export async function renderMail(message: MailMessage, brand: MailBrand): Promise<RenderedMail> {
  const { subject, preview, content, text, links } = compose(message, brand);
  const html = await render(
    <Letter subject={subject} preview={preview} brand={brand}>
      {content}
    </Letter>,
  );
  return { subject, html, text: `${text}\n\n-- \n${brand.appName}\n${brand.appUrl}\n`, links };
}

function compose(message: MailMessage, brand: MailBrand): Composition {
  switch (message.kind) {
    case 'reset-link':
      return composeResetLink(message, brand);
    case 'password-changed':
      return composePasswordChanged(message, brand);
  }
}

function composeResetLink({ to, link, validMinutes }: MessageOf<'reset-link'>, brand: MailBrand): Composition {
  const validity = `The link works once, within ${inWords(validMinutes)}.`;
  return {
    subject: `Reset your ${brand.appName} password`,
    preview: `Choose a new password. ${validity}`,
    content: (
      <>
        <Title>Reset your password</Title>
        <Paragraph>{`Someone asked to reset the ${brand.appName} password of ${to}. To choose a new one, follow this link:`}</Paragraph>
        <Button href={link} style={styles.button}>
          Choose a new password
        </Button>
        <Paragraph>{validity}</Paragraph>
        <Paragraph>If you did not ask for this, ignore this mail: your password stays as it is.</Paragraph>
        <Note>If the button does not work, copy this address into your browser:</Note>
        <Link href={link} className="muted" style={styles.address}>
          {link}
        </Link>
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

function composePasswordChanged({ to, changedAt }: MessageOf<'password-changed'>, brand: MailBrand): Composition {
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
        <Link href={forgotPasswordUrl} className="ink" style={styles.link}>
          {forgotPasswordUrl}
        </Link>
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

function Letter({
  subject,
  preview,
  brand,
  children,
}: {
  subject: string;
  preview: string;
  brand: MailBrand;
  children: ReactNode;
}) {
  return (
    <Html lang="en">
      <Head>
        <title>{subject}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{DARK_MODE}</style>
      </Head>
      <Body className="paper" style={styles.paper}>
        <Preview>{preview}</Preview>
        <Container style={styles.column}>
          {children}
          <Hr className="rule" style={styles.rule} />
          <Note>{`Sent by ${brand.appName}, ${brand.appUrl}`}</Note>
        </Container>
      </Body>
    </Html>
  );
}

function Title({ children }: { children: string }) {
  return (
    <Heading className="ink" style={styles.title}>
      {children}
    </Heading>
  );
}

function Paragraph({ children }: { children: string }) {
  return (
    <Text className="ink" style={styles.paragraph}>
      {children}
    </Text>
  );
}

function Note({ children }: { children: string }) {
  return (
    <Text className="muted" style={styles.note}>
      {children}
    </Text>
  );
}

const SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

const styles = {
  paper: { backgroundColor: '#ffffff', margin: 0, padding: '40px 24px', fontFamily: SYSTEM_FONTS },
  column: { maxWidth: '480px', textAlign: 'left' },
  title: { color: '#16181d', fontSize: '22px', lineHeight: '30px', fontWeight: 600, margin: '0 0 16px' },
  paragraph: { color: '#16181d', fontSize: '16px', lineHeight: '25px', margin: '0 0 16px', overflowWrap: 'anywhere' },
  note: { color: '#5c6370', fontSize: '13px', lineHeight: '20px', margin: '0 0 4px', overflowWrap: 'anywhere' },
  address: {
    color: '#5c6370',
    fontSize: '13px',
    lineHeight: '20px',
    textDecoration: 'underline',
    wordBreak: 'break-all',
  },
  link: { color: '#16181d', fontSize: '16px', lineHeight: '25px', textDecoration: 'underline', wordBreak: 'break-all' },
  button: {
    backgroundColor: THEME.accent.light.fill,
    color: THEME.accent.light.on,
    borderRadius: '8px',
    padding: '13px 22px',
    margin: '8px 0 24px',
    fontSize: '16px',
    fontWeight: 600,
  },
  rule: { borderTop: '1px solid #e4e7ec', margin: '32px 0 16px' },
} satisfies Record<string, CSSProperties>;

// Inline styles carry the light look, since many mail programs drop this sheet; it must outweigh them.
const DARK_MODE = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .paper, .paper td { background-color: #16181d !important; }
  .ink { color: #f2f4f7 !important; }
  .muted { color: #a3abb8 !important; }
  .rule { border-color: #343a45 !important; }
}`;

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
