import path from 'node:path';

/** Which document of the repository is which page. Pure. */

/** Documents whose page has another name than the file: the reference has `/docs/api/`, and two files are called security. */
const RENAMED: Readonly<Record<string, string>> = {
  'README.md': '/docs/',
  'CHANGELOG.md': '/docs/changelog/',
  'CONTRIBUTING.md': '/docs/contributing/',
  'SECURITY.md': '/docs/security-policy/',
  'docs/api.md': '/docs/api-guide/',
  'docs/decisions/README.md': '/docs/decisions/',
};

const DOCUMENT = /^docs\/((?:[a-z0-9-]+\/)?[a-z0-9-]+)\.md$/;

/** @param file by its path from the project. @returns the path of its page, null for what is no document */
export function pagePathOf(file: string): string | null {
  const [, name] = DOCUMENT.exec(file) ?? [];
  return RENAMED[file] ?? (name === undefined ? null : `/docs/${name}/`);
}

/**
 * Where a link of a document leads as a link of its page.
 * @param file the document, by its path from the project
 * @returns null for a file that is no page, and for a scheme other than those of web pages and mail
 */
export function pageLinkOf(href: string, file: string): string | null {
  if (/^(https?:|mailto:|#)/i.test(href)) return href;
  if (/^[a-z][a-z0-9+.-]*:|^\//i.test(href)) return null;
  const [target = '', ...anchor] = href.split('#');
  const page = pagePathOf(path.posix.join(path.posix.dirname(file), target));
  return page === null ? null : [page, ...anchor].join('#');
}
