import type { Context } from '../../context';
import { both, newProfileInput } from '../../profile/fields-input';
import { askedNames } from '../../profile/user-fields';
import { withDomains } from '../../schemas/domains';
import { registerInput } from '../../schemas/registration';
import { TERMS_FIELD, termsInput } from '../../schemas/terms';

/** What is asked of people who create an account. The errors of all fields are reported together. */

type Settings = Context['config'];

/** The body of a registration. @param body whether it is form-encoded */
export const registrationInput = ({ passwordPolicy, config }: Context, body: { isForm: boolean }) =>
  both(withDomains(registerInput(passwordPolicy), config.registrationDomains), newAccountInput(config, body));

/** What is asked besides the email and the password. */
export const newAccountInput = ({ userFields, termsVersion }: Settings, body: { isForm: boolean }) =>
  both(newProfileInput(userFields, body), termsInput(termsVersion));

/** The fields that a page shows again after an error, beside the email. */
export const keptFields = (settings: Settings): string[] => [
  ...askedNames(settings),
  ...(settings.termsVersion === undefined ? [] : [TERMS_FIELD]),
];
