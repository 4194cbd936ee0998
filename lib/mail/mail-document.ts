/** What a mail says, as plain text. Both of its forms, HTML and text, are rendered from this. */
export type MailDocument = {
  subject: string;
  /** What a list of mails shows beside the subject; not part of the text form. */
  preview: string;
  title: string;
  content: readonly MailBlock[];
};

/** A text is a paragraph. */
export type MailBlock = string | PageLinkBlock | MailedLinkBlock;

/** A link to a public page. */
export type PageLinkBlock = { kind: 'page-link'; url: string };

/** The link that does what the mail is about: a button in HTML, with its address in full below `details`. */
export type MailedLinkBlock = { kind: 'mailed-link'; url: string; label: string; details: readonly string[] };

/** The addresses that a mail points to: the mailed link first, then pages. */
export function linksOf({ content }: MailDocument): string[] {
  const blocks = content.filter((block) => typeof block !== 'string');
  const urlsOf = (kind: 'mailed-link' | 'page-link') =>
    blocks.filter((block) => block.kind === kind).map(({ url }) => url);
  return [...urlsOf('mailed-link'), ...urlsOf('page-link')];
}
