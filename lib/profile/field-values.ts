import { characterProblem } from '../schemas/fields';
import { shownJson } from '../schemas/shown-json';
import type { FieldValue, UserField } from './user-fields';

/**
 * One value of a field: what a request may send for it, in the dialect of Django REST framework, and what of it is kept.
 * Pure.
 */

/** Django REST framework's own sentences. */
const SENTENCES = {
  null: 'This field may not be null.',
  required: 'This field is required.',
  notText: 'Not a valid string.',
  notInteger: 'A valid integer is required.',
  numberTooLong: 'String value too large.',
  notBoolean: 'Must be a valid boolean.',
  notDate: 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
  pattern: 'This value does not match the required pattern.',
  tooLong: (most: number) => `Ensure this field has no more than ${most} characters.`,
  tooLittle: (least: number) => `Ensure this value is greater than or equal to ${least}.`,
  tooMuch: (most: number) => `Ensure this value is less than or equal to ${most}.`,
  notChoice: (input: string) => `"${input}" is not a valid choice.`,
} as const;

export type ParsedValue = { ok: true; value: FieldValue } | { ok: false; messages: readonly string[] };

const accept = (value: FieldValue): ParsedValue => ({ ok: true, value });
const reject = (...messages: string[]): ParsedValue => ({ ok: false, messages });

export const requiredValue = (): ParsedValue => reject(SENTENCES.required);

/**
 * The value that a request sent.
 * @param isForm form-encoded, where a control without a value sends an empty text
 */
export function parseFieldValue(field: UserField, input: unknown, isForm: boolean): ParsedValue {
  const isEmpty = isForm && typeof input === 'string' && input.trim() === '';
  if (isEmpty && !field.required) return accept(null);
  if (isEmpty && field.type !== 'text') return requiredValue();
  if (input === null) return field.required ? reject(SENTENCES.null) : accept(null);
  switch (field.type) {
    case 'text':
      return parseText(field, input);
    case 'integer':
      return parseInteger(field, input);
    case 'boolean':
      return parseBoolean(field, input);
    case 'date':
      return isDate(input) ? accept(input) : reject(SENTENCES.notDate);
    case 'choice':
      return parseChoice(field, input);
  }
}

/** Whether a stored value still is one of the field, whose definition may have changed since. */
export function isValueOf(field: UserField, stored: unknown): stored is FieldValue {
  switch (field.type) {
    case 'text':
      return typeof stored === 'string' && textProblems(field, stored).length === 0;
    case 'integer':
      return typeof stored === 'number' && Number.isSafeInteger(stored) && rangeProblem(field, stored) === null;
    case 'boolean':
      return typeof stored === 'boolean';
    case 'date':
      return isDate(stored);
    case 'choice':
      return field.choices.some(({ value }) => value === stored);
  }
}

type FieldOf<Type extends UserField['type']> = Extract<UserField, { type: Type }>;

function parseText(field: FieldOf<'text'>, input: unknown): ParsedValue {
  if (typeof input !== 'string') return reject(SENTENCES.notText);
  const text = input.trim().normalize('NFC');
  const problems = textProblems(field, text);
  return problems.length > 0 ? reject(...problems) : accept(text);
}

function textProblems({ maxLength, pattern }: FieldOf<'text'>, text: string): string[] {
  const problem = characterProblem(text);
  if (problem) return [problem];
  return [
    ...(hasMoreCodePoints(text, maxLength) ? [SENTENCES.tooLong(maxLength)] : []),
    ...(pattern && !hasMoreCodePoints(text, maxLength) && !pattern.test(text) ? [SENTENCES.pattern] : []),
  ];
}

const hasMoreCodePoints = (text: string, most: number): boolean => text.length > most && [...text].length > most;

/** As `str(int)` has it, with zeros behind a point (`"5.0"`). Python would take `1_000`, too. */
const INTEGER = /^[+-]?\d+(?:\.0*)?$/;
/** Longer ones are not even read. */
const MAX_NUMBER_LENGTH = 1000;

function parseInteger(field: FieldOf<'integer'>, input: unknown): ParsedValue {
  if (typeof input === 'string' && input.length > MAX_NUMBER_LENGTH) return reject(SENTENCES.numberTooLong);
  const isWritten = typeof input === 'string' && INTEGER.test(input.trim());
  if (!isWritten && !(typeof input === 'number' && Number.isInteger(input))) return reject(SENTENCES.notInteger);
  const number = Number(input) + 0; // no -0, which JSON does not have
  const problem = rangeProblem(field, number);
  return problem ? reject(problem) : accept(number);
}

function rangeProblem({ min, max }: FieldOf<'integer'>, number: number): string | null {
  if (number > max) return SENTENCES.tooMuch(max);
  return number < min ? SENTENCES.tooLittle(min) : null;
}

const TRUE: readonly unknown[] = ['t', 'y', 'yes', 'true', 'on', '1', 1, true];
const FALSE: readonly unknown[] = ['f', 'n', 'no', 'false', 'off', '0', 0, false];
const NULL: readonly unknown[] = ['null', ''];

function parseBoolean({ required }: FieldOf<'boolean'>, input: unknown): ParsedValue {
  const word = typeof input === 'string' ? input.trim().toLowerCase() : input;
  if (TRUE.includes(word)) return accept(true);
  if (FALSE.includes(word)) return accept(false);
  return NULL.includes(word) && !required ? accept(null) : reject(SENTENCES.notBoolean);
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A day of the calendar, from the year 1 on. */
function isDate(input: unknown): input is string {
  if (typeof input !== 'string' || !DATE.test(input) || input.startsWith('0000')) return false;
  const day = new Date(`${input}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(input);
}

function parseChoice({ choices }: FieldOf<'choice'>, input: unknown): ParsedValue {
  const chosen = typeof input === 'number' ? String(input) : input;
  const choice = choices.find(({ value }) => value === chosen);
  return choice ? accept(choice.value) : reject(SENTENCES.notChoice(quoted(input)));
}

/** As Python writes it, as far as a client can tell. */
function quoted(input: unknown): string {
  if (typeof input === 'string') return input;
  if (typeof input === 'boolean') return input ? 'True' : 'False';
  return shownJson(input);
}
