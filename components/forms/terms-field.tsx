import type { FieldControl } from '@/lib/profile/field-controls';
import { TERMS_FIELD } from '@/lib/schemas/terms';
import { type UserFieldProps, type UserFieldsProps, userFieldsProps } from './user-fields';

type Terms = {
  version: string;
  /** Where they can be read. */
  url: string | undefined;
  /** Before the form was refused. */
  isAccepted: boolean;
};

/** All that is asked of a new user besides the email and the password. @param terms null where there are none */
export function newAccountProps(asked: readonly FieldControl[], terms: Terms | null): UserFieldsProps {
  const { controls, names } = userFieldsProps(asked);
  if (!terms) return { controls, names };
  return { controls: [...controls, termsFieldProps(terms)], names: [...names, TERMS_FIELD] };
}

/** The box by which a new user accepts the terms, made by the server as the other fields are. */
const termsFieldProps = ({ version, url, isAccepted }: Terms): UserFieldProps => ({
  name: TERMS_FIELD,
  label: <TermsLabel url={url} />,
  type: 'checkbox',
  value: version,
  defaultChecked: isAccepted,
});

/** The terms open beside the form: what was typed into it would be lost. */
const TermsLabel = ({ url }: { url: string | undefined }) => (
  <>
    I accept the{' '}
    {url === undefined ? (
      'terms'
    ) : (
      <a href={url} target="_blank" rel="noreferrer">
        terms
      </a>
    )}
  </>
);
