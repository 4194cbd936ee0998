'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { VIEWER_LAYOUT, VIEWER_PLUGIN } from './viewer-plugin';

type ApiViewerProps = {
  /** The address of the viewer's files. */
  assets: string;
  /** The address of the OpenAPI document. */
  document: string;
  /** What is there without JavaScript, and until the viewer is. */
  children: ReactNode;
};

/** What the script of swagger-ui-dist defines. */
type SwaggerWindow = { SwaggerUIBundle?: (options: Record<string, unknown>) => unknown };

/**
 * Loads Swagger UI in the place of its children. The policy of the page lets a script load others (`strict-dynamic`), so
 * the viewer needs nothing of its own there.
 */
export function ApiViewer({ assets, document: url, children }: ApiViewerProps) {
  const viewer = useRef<HTMLDivElement>(null);
  const [isThere, setThere] = useState(false);
  useEffect(() => {
    const script = document.createElement('script');
    script.src = `${assets}swagger-ui-bundle.js`;
    script.onload = () => {
      const { SwaggerUIBundle } = window as SwaggerWindow;
      SwaggerUIBundle?.({
        domNode: viewer.current,
        url,
        plugins: [VIEWER_PLUGIN],
        layout: VIEWER_LAYOUT,
        syntaxHighlight: { activated: false },
        requestInterceptor: toThisOrigin,
        onComplete: () => setThere(true),
      });
    };
    document.head.append(script);
  }, [assets, url]);
  return (
    <>
      {isThere ? null : children}
      <div ref={viewer} className="docs-viewer" />
    </>
  );
}

/** The document names APP_URL. On a machine of one's own, the page may have been opened by another name of it. */
function toThisOrigin(request: { url: string }): { url: string } {
  const { pathname, search } = new URL(request.url, window.location.href);
  return Object.assign(request, { url: window.location.origin + pathname + search });
}
