import { assetVersions } from '@/lib/docs-pages/asset-files';
import { findGuide, type GuideSection, listGuides } from '@/lib/docs-pages/guides';
import type { Guide } from '@/lib/docs-pages/render-guide';
import { PAGES } from '@/lib/paths';

/** All reads of the pages of the documentation. */

/** @param path of the page. @returns null for what is no document */
export const findDocument = (path: string): Promise<Guide | null> => findGuide(path);

const REFERENCE = {
  href: PAGES.apiReference,
  title: 'API reference',
  summary: 'Every endpoint, with a form to try it.',
};

/** What there is to read: the reference, then every guide, in sections. */
export async function listSections(): Promise<GuideSection[]> {
  return [{ title: 'Reference', guides: [REFERENCE] }, ...(await listGuides())];
}

/** What the page of the reference loads: the folder of the viewer's files, and what it shows. */
export const findViewer = (): { assets: string; document: string } => ({
  assets: `/docs/assets/${assetVersions().viewer}/`,
  document: '/auth/openapi.json',
});

/** The address of a style sheet. */
export const styleSheet = (file: 'docs.css' | 'viewer.css'): string => `/docs/assets/${assetVersions().style}/${file}`;
