/**
 * What an installation keeps about a user besides the email (`USER_FIELDS`). Everything that has to do with a field derives
 * from its definition here: the schemas of requests, the keys of responses, claims, the controls of forms. Pure.
 */

/** JSON; `date` is `YYYY-MM-DD`, an optional field that was not given is null. */
export type FieldValue = string | number | boolean | null;

/** A value for each field, or for those that a request names. */
export type Profile = Readonly<Record<string, FieldValue>>;

export type Choice = Readonly<{ value: string; label: string }>;

type FieldKind =
  | { type: 'text'; maxLength: number; pattern: RegExp | null }
  | { type: 'integer'; min: number; max: number }
  | { type: 'boolean' }
  | { type: 'date' }
  | { type: 'choice'; choices: readonly Choice[] };

export type UserField = Readonly<
  {
    name: string;
    label: string;
    required: boolean;
    /** False: only operators set it, so that an application may authorize by it. */
    editable: boolean;
    /** Asked when registering, unless it is not editable. */
    register: boolean;
    /** May be put into access tokens although its owner can edit it. */
    claim: boolean;
    /** What a new user has who was not asked, or did not answer. */
    default: FieldValue;
    /** The attribute of its control (WHATWG HTML, "autofill"). */
    autocomplete: string | undefined;
  } & FieldKind
>;

/** In the order of the definition, which is that of forms and of responses. */
export type UserFields = readonly UserField[];

/** The fields that people are asked for when they register. */
export const askedAtRegistration = (fields: UserFields): UserFields =>
  fields.filter(({ editable, register }) => editable && register);

/** The fields that owners may change. */
export const editableFields = (fields: UserFields): UserFields => fields.filter(({ editable }) => editable);

export const namesOf = (fields: UserFields): string[] => fields.map(({ name }) => name);

type Definitions = Readonly<{ userFields: UserFields }>;

export const askedNames = ({ userFields }: Definitions): string[] => namesOf(askedAtRegistration(userFields));

export const editableNames = ({ userFields }: Definitions): string[] => namesOf(editableFields(userFields));

/** The profile of a user who was asked for nothing. */
export const defaultProfile = (fields: UserFields): Profile =>
  Object.fromEntries(fields.map((field) => [field.name, field.default]));
