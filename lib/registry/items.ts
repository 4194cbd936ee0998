import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Forms that developers copy into their own app: an item of a shadcn registry (https://ui.shadcn.com/docs/registry). */
export type RegistryItem = {
  $schema: string;
  name: string;
  type: 'registry:component';
  title: string;
  description: string;
  dependencies: string[];
  registryDependencies: string[];
  files: { path: string; content: string; type: 'registry:component'; target: string }[];
};

const ITEMS = {
  login: { title: 'Sign in', description: 'A form that signs in with Postern.' },
  register: { title: 'Create an account', description: 'A form that creates an account on Postern.' },
  'forgot-password': {
    title: 'Forgot password',
    description: 'A form that has Postern mail a link to reset a password.',
  },
  'reset-password': { title: 'Choose a password', description: 'A form that sets the password by a mailed link.' },
} as const;

type ItemName = keyof typeof ITEMS;

/** By the last segment of their URLs. */
export const REGISTRY_FILES = Object.keys(ITEMS).map((name) => `${name}.json`);

const FOLDER = path.join('components', 'registry');

/** With the text of the components. @returns null for what is none of them */
export function findRegistryItem(file: string): RegistryItem | null {
  const name = file.replace(/\.json$/, '');
  if (!isItem(name)) return null;
  return {
    $schema: 'https://ui.shadcn.com/schema/registry-item.json',
    name,
    type: 'registry:component',
    ...ITEMS[name],
    dependencies: [],
    registryDependencies: [],
    files: ['postern-form.tsx', `${name}-form.tsx`].map((component) => ({
      path: `${FOLDER}/${component}`,
      content: readFileSync(path.join(process.cwd(), FOLDER, component), 'utf8'),
      type: 'registry:component',
      target: `components/postern/${component}`,
    })),
  };
}

const isItem = (name: string): name is ItemName => Object.hasOwn(ITEMS, name);
