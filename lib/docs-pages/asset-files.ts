import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What the pages of the documentation load besides scripts of ours: the viewer of the API reference, as its package has it, and
 * their style sheets. They are files of routes: a style sheet of the build would be named in the script of every page.
 */

const VIEWER = path.join('node_modules', 'swagger-ui-dist');
const STYLES = path.join('components', 'docs');

const VIEWER_FILES = ['swagger-ui-bundle.js', 'swagger-ui.css'];
const STYLE_SHEETS = ['docs.css', 'viewer.css'];

const TYPES = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

/** Below `/docs/assets/`. */
type AssetFile = { version: string; file: string };

/** With another content a file has another path, so that it never changes. */
export const listAssets = (): AssetFile[] => [
  ...VIEWER_FILES.map((file) => ({ version: viewerVersion(), file })),
  ...STYLE_SHEETS.map((file) => ({ version: styleVersion(), file })),
];

/** The version of each group, which is the folder of its files. */
export const assetVersions = (): { viewer: string; style: string } => ({
  viewer: viewerVersion(),
  style: styleVersion(),
});

/** @returns null for what is no file of the present versions */
export function findAsset({ version, file }: AssetFile): { text: string; type: string } | null {
  if (!listAssets().some((each) => each.version === version && each.file === file)) return null;
  if (STYLE_SHEETS.includes(file)) return { text: read(STYLES, file), type: TYPES['.css'] };
  const text = read(VIEWER, file);
  // In a cascade layer whatever our own style sheet says counts before it.
  return file.endsWith('.css') ? { text: `@layer viewer{${text}}`, type: TYPES['.css'] } : { text, type: TYPES['.js'] };
}

function viewerVersion(): string {
  const { version } = JSON.parse(read(VIEWER, 'package.json')) as { version: string }; // npm requires it
  return `swagger-ui-${version}`;
}

function styleVersion(): string {
  const hash = createHash('sha256');
  for (const file of STYLE_SHEETS) hash.update(read(STYLES, file));
  return `style-${hash.digest('hex').slice(0, 12)}`;
}

const read = (folder: string, file: string): string => readFileSync(path.join(process.cwd(), folder, file), 'utf8');
