import { notFound } from 'next/navigation';
import { DocsPage } from '@/components/docs/docs-page';
import { appName } from '@/lib/http/page-context';
import { withErrorPage } from '../../with-error-page';
import { findDocument, listSections } from '../docs-data';

/** A document of the repository. */
export default withErrorPage<{ guide: string[] }>(async ({ params }) => {
  const path = `/docs/${params.guide.join('/')}/`;
  const guide = await findDocument(path);
  if (!guide) notFound();
  const { title, headings, html } = guide;
  return (
    <DocsPage appName={appName()} title={title} path={path} sections={await listSections()} headings={headings}>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: from our own files, and lib/docs-pages lets no HTML through */}
      <div className="docs-text" dangerouslySetInnerHTML={{ __html: html }} />
    </DocsPage>
  );
});
