/** @jsxImportSource react */
// Without the line above Playwright's runner would compile this JSX for its own component tests.
import { render } from '@react-email/components';
import { Layout, MailedLink, PageLink, Paragraph, Title } from './layout';
import type { MailBlock, MailDocument } from './mail-document';
import type { MailBrand } from './messages';

/** The HTML form of a mail. React escapes every text of the document. */
export function renderHtml({ subject, preview, title, content }: MailDocument, brand: MailBrand): Promise<string> {
  return render(
    <Layout subject={subject} preview={preview} brand={brand}>
      <Title>{title}</Title>
      {content.map((block) => (
        <Block key={typeof block === 'string' ? block : block.url} block={block} />
      ))}
    </Layout>,
  );
}

function Block({ block }: { block: MailBlock }) {
  if (typeof block === 'string') return <Paragraph>{block}</Paragraph>;
  switch (block.kind) {
    case 'page-link':
      return <PageLink url={block.url} />;
    case 'mailed-link':
      return (
        <MailedLink link={block.url} label={block.label}>
          {block.details.map((detail) => (
            <Paragraph key={detail}>{detail}</Paragraph>
          ))}
        </MailedLink>
      );
  }
}
