import type { FieldControl } from '@/lib/profile/field-controls';
import type { FieldProps } from '../ui/field';

/**
 * The fields of `USER_FIELDS` as properties of a form's fields. The server makes them, options included, so that no script
 * grows by them; the form's script adds the errors of a response.
 */
export type UserFieldProps = Omit<FieldProps, 'errors'>;

/** What a form is given: its properties, field by field, and the names of those that hold text. */
export type UserFieldsProps = { controls: UserFieldProps[]; names: string[] };

export const userFieldsProps = (controls: readonly FieldControl[]): UserFieldsProps => ({
  controls: controls.map(toProps),
  // The script reads the text of a field. A check box has none, and cannot be wrong.
  names: controls.filter(({ kind }) => kind !== 'checkbox').map(({ name }) => name),
});

/** A check box that is not checked sends nothing. In front of it, this says so: of two values the last counts. */
export const UncheckedValues = ({ controls }: { controls: readonly FieldControl[] }) =>
  controls
    .filter(({ kind }) => kind === 'checkbox')
    .map(({ name }) => <input key={name} type="hidden" name={name} value="false" />);

/** The type would be that of both, which no attribute has: the properties below are those of both. */
const SELECT = 'select' as 'input';

function toProps(control: FieldControl): UserFieldProps {
  const { name, label, required, autocomplete: autoComplete } = control;
  const common = { name, label, required, ...(autoComplete && { autoComplete }), ...hintOf(control) };
  switch (control.kind) {
    case 'text':
    case 'date':
      return { ...common, type: control.kind, defaultValue: control.value };
    case 'number':
      return { ...common, type: 'number', step: 1, defaultValue: control.value, ...rangeOf(control) };
    case 'checkbox':
      return { ...common, type: 'checkbox', value: 'true', defaultChecked: control.isChecked };
    case 'select':
      return { ...common, as: SELECT, defaultValue: control.value, children: <Options {...control} /> };
  }
}

function hintOf({ kind, required, isLost }: FieldControl): { hint?: string } {
  if (isLost) return { hint: 'This was too long to keep. Please enter it again.' };
  return required || kind === 'checkbox' ? {} : { hint: 'Optional' };
}

const rangeOf = ({ min, max }: Extract<FieldControl, { kind: 'number' }>) => ({
  ...(min !== undefined && { min }),
  ...(max !== undefined && { max }),
});

function Options({ choices, hasEmptyChoice }: Extract<FieldControl, { kind: 'select' }>) {
  return (
    <>
      {hasEmptyChoice ? <option value="">–</option> : null}
      {choices.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </>
  );
}
