import type { TypedFields } from '../form-result';
import type { Choice, FieldValue, Profile, UserField, UserFields } from './user-fields';

/** What a form shows for a field: plain values, which a page passes on to its components. Pure. */

export type FieldControl = {
  name: string;
  label: string;
  required: boolean;
  autocomplete: string | undefined;
  /** What was typed before was too long to be kept across the redirect. */
  isLost: boolean;
} & (
  | { kind: 'text' | 'date'; value: string }
  | { kind: 'number'; value: string; min: number | undefined; max: number | undefined }
  | { kind: 'checkbox'; isChecked: boolean }
  | { kind: 'select'; value: string; choices: readonly Choice[]; hasEmptyChoice: boolean }
);

/** @param typed into the form when it was refused: takes the place of the values */
export const fieldControls = (fields: UserFields, values: Profile, typed: TypedFields | null): FieldControl[] =>
  fields.map((field) => toControl(field, values[field.name] ?? null, typed));

function toControl(field: UserField, stored: FieldValue, typed: TypedFields | null): FieldControl {
  const { name, label, required, autocomplete } = field;
  const isLost = typed?.lost.includes(name) ?? false;
  const value = isLost ? '' : (ownText(typed?.values, name) ?? (stored === null ? '' : String(stored)));
  const common = { name, label, required, autocomplete, isLost };
  switch (field.type) {
    case 'text':
      return { ...common, kind: 'text', value };
    case 'date':
      return { ...common, kind: 'date', value };
    case 'integer':
      return { ...common, kind: 'number', value, min: bound(field.min), max: bound(field.max) };
    case 'boolean':
      return { ...common, kind: 'checkbox', isChecked: value === 'true' };
    case 'choice': {
      const { choices } = field;
      const isChosen = choices.some((choice) => choice.value === value);
      return {
        ...common,
        kind: 'select',
        value: isChosen ? value : '',
        choices,
        hasEmptyChoice: !required || !isChosen,
      };
    }
  }
}

/** A value as people read it; null where there is none. */
export function fieldText(field: UserField, value: FieldValue): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  const choice = field.type === 'choice' ? field.choices.find((each) => each.value === value) : undefined;
  return choice?.label ?? String(value);
}

const ownText = (values: Readonly<Record<string, string>> | undefined, name: string): string | undefined =>
  values && Object.hasOwn(values, name) ? values[name] : undefined;

/** A limit that somebody set. */
const bound = (limit: number): number | undefined => (Math.abs(limit) === Number.MAX_SAFE_INTEGER ? undefined : limit);
