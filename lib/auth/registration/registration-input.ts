import type { Context } from '../../context';
import { both, newProfileInput } from '../../profile/fields-input';
import { askedNames } from '../../profile/user-fields';
import { withDomains } from '../../schemas/domains';
import { registerInput } from '../../schemas/registration';

/** What is asked of people who create an account. The errors of all fields are reported together. */

type Settings = Context['config'];

/** The body of a registration. @param body whether it is form-encoded */
export const registrationInput = ({ passwordPolicy, config }: Context, body: { isForm: boolean }) =>
  both(
    withDomains(registerInput(passwordPolicy), config.registrationDomains),
    newProfileInput(config.userFields, body),
  );

/** The fields that a page shows again after an error, beside the email. */
export const keptFields = (settings: Settings): string[] => askedNames(settings);
