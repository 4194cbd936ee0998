import type { ReactNode } from 'react';
import { Logo } from '../ui/logo';

type DocsPageProps = {
  appName: string;
  title: string;
  /** The path of this page. */
  path: string;
  sections: readonly { title: string; guides: readonly { href: string; title: string }[] }[];
  /** Of this page, for the navigation. */
  headings?: readonly { id: string; text: string }[];
  children: ReactNode;
};

/** A page of the documentation. Its style is `docs.css`, which no other page loads. */
export function DocsPage({ appName, title, path, sections, headings = [], children }: DocsPageProps) {
  return (
    <div className="docs">
      <title>{`${title} · ${appName}`}</title>
      <a href="#content" className="docs-skip">
        Skip to content
      </a>
      <header className="docs-header">
        <a href="/" className="docs-brand">
          <Logo />
          {appName}
        </a>
        <a href="/docs/">Documentation</a>
      </header>
      <div className="docs-columns">
        {/* Closed on a phone; the style sheet shows it on wider pages. */}
        <details className="docs-menu">
          <summary>All pages</summary>
          <nav aria-label="Documentation">
            {sections.map((section) => (
              <div key={section.title}>
                <p className="docs-section-title">{section.title}</p>
                <ul>
                  {section.guides.map((guide) => (
                    <li key={guide.href}>
                      <a href={guide.href} aria-current={guide.href === path ? 'page' : undefined}>
                        {guide.title}
                      </a>
                      {guide.href === path && headings.length > 0 ? (
                        <ul>
                          {headings.map(({ id, text }) => (
                            <li key={id}>
                              <a href={`#${id}`}>{text}</a>
                            </li>
                          ))}
                        </ul>
                      ) : null}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
        </details>
        <main id="content" tabIndex={-1}>
          <h1>{title}</h1>
          {children}
        </main>
      </div>
    </div>
  );
}
