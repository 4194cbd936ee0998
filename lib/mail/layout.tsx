/** @jsxImportSource react */
// Without the line above Playwright's runner would compile this JSX for its own component tests.
import { Body, Button, Container, Head, Heading, Hr, Html, Link, Preview, Text } from '@react-email/components';
import type { CSSProperties, ReactNode } from 'react';
import { THEME } from '../theme';
import type { MailBrand } from './messages';

export function Layout({
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

export function Title({ children }: { children: string }) {
  return (
    <Heading className="ink" style={styles.title}>
      {children}
    </Heading>
  );
}

export function Paragraph({ children }: { children: string }) {
  return (
    <Text className="ink" style={styles.paragraph}>
      {children}
    </Text>
  );
}

/** A link that does what the mail is about: as a button, what there is to say of it, and as an address to copy. */
export function MailedLink({ link, label, children }: { link: string; label: string; children: ReactNode }) {
  return (
    <>
      <Button href={link} style={styles.button}>
        {label}
      </Button>
      {children}
      <Note>If the button does not work, copy this address into your browser:</Note>
      <Link href={link} className="muted" style={styles.address}>
        {link}
      </Link>
    </>
  );
}

/** A link to a public page. */
export function PageLink({ url }: { url: string }) {
  return (
    <Text style={styles.paragraph}>
      <Link href={url} className="ink" style={styles.link}>
        {url}
      </Link>
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
