import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The viewer of the API reference, as its package has it. The build reads the files once. */

/** What browsers load, and its type. The package has a hundred times as much for other uses. */
const TYPES: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

export const VIEWER_FILES: readonly string[] = Object.keys(TYPES);

const PACKAGE = path.join('node_modules', 'swagger-ui-dist');

/** The folder of the files below `/docs/assets/`; another version has another, so that they never change. */
export function viewerFolder(): string {
  const { version } = JSON.parse(readInPackage('package.json')) as { version: string }; // npm requires it
  return `swagger-ui-${version}`;
}

/** @returns null for what is no file of the present version */
export function findViewerFile(folder: string, file: string): { text: string; type: string } | null {
  const type = TYPES[file];
  if (type === undefined || folder !== viewerFolder()) return null;
  const text = readInPackage(file);
  // In a cascade layer whatever our own style sheet says counts before it.
  return { text: file.endsWith('.css') ? `@layer viewer{${text}}` : text, type };
}

const readInPackage = (file: string): string => readFileSync(path.join(process.cwd(), PACKAGE, file), 'utf8');
