import { ApiViewer } from '@/components/docs/api-viewer';
import { DocsPage } from '@/components/docs/docs-page';
import { appName } from '@/lib/http/page-context';
import { PAGES } from '@/lib/paths';
import { withErrorPage } from '../../with-error-page';
import { findViewer, listSections, styleSheet } from '../docs-data';

/** Every operation of the API, with a form to try it: a viewer, which needs JavaScript. */
export default withErrorPage(async () => {
  const { assets, document } = findViewer();
  return (
    <DocsPage appName={appName()} title="API reference" path={PAGES.apiReference} sections={await listSections()}>
      <link rel="stylesheet" href={`${assets}swagger-ui.css`} precedence="docs" />
      <link rel="stylesheet" href={styleSheet('viewer.css')} precedence="docs" />
      <div className="docs-text">
        <p>
          The OpenAPI document of this server is at <a href={document}>{document}</a>. The{' '}
          <a href="/docs/api-guide/">API guide</a> explains conventions, errors and client kinds.
        </p>
        <h2>Endpoints</h2>
      </div>
      <ApiViewer assets={assets} document={document}>
        <div className="docs-text">
          <p>
            JavaScript shows every operation here, with a form to try it. Without it, the API guide has{' '}
            <a href="/docs/api-guide/#endpoints">the list of endpoints</a>.
          </p>
        </div>
      </ApiViewer>
    </DocsPage>
  );
});
