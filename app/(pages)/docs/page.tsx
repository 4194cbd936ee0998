import { DocsPage } from '@/components/docs/docs-page';
import { appName } from '@/lib/http/page-context';
import { PAGES } from '@/lib/paths';
import { withErrorPage } from '../with-error-page';
import { listSections } from './docs-data';

/** The documents that came with this version, by subject. */
export default withErrorPage(async () => {
  const sections = await listSections();
  return (
    <DocsPage appName={appName()} title="Documentation" path={PAGES.docs} sections={sections}>
      <div className="docs-text">
        <p>
          The documentation of this version of Postern. <a href="/docs/getting-started/">Getting started</a> leads from
          a first start to a first account and a first app.
        </p>
      </div>
      {sections.map(({ title, guides }) => (
        <section key={title} className="docs-text">
          <h2>{title}</h2>
          <ul className="docs-list">
            {guides.map((guide) => (
              <li key={guide.href}>
                <a href={guide.href}>{guide.title}</a>
                <p>{guide.summary}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </DocsPage>
  );
});
