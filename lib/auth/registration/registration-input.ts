import type { Context } from '../../context';
import { both, newProfileInput, profileChangeInput } from '../../profile/fields-input';
import { askedAtRegistration, askedNames } from '../../profile/user-fields';
import { describedRegisterInput } from '../../schemas/described-registration';
import { withDomains } from '../../schemas/domains';
import { NewPasswordInput } from '../../schemas/passwords';
import { TERMS_FIELD, termsInput } from '../../schemas/terms';

/** What is asked of people who create an account. The errors of all fields are reported together. */

type Settings = Context['config'];
type Needed = Pick<Context, 'config' | 'passwordPolicy'>;

/** The body of a registration. @param body whether it is form-encoded */
export const registrationInput = ({ passwordPolicy, config }: Needed, body: { isForm: boolean }) =>
  both(
    withDomains(describedRegisterInput(passwordPolicy), config.registrationDomains),
    both(newProfileInput(config.userFields, body), termsInput(config.termsVersion)),
  );

/** The body by which an invitation is accepted. Which fields it leaves to be typed is known with the invitation only. */
export const invitationInput = ({ config: { userFields, termsVersion } }: Needed, body: { isForm: boolean }) =>
  both(NewPasswordInput, both(profileChangeInput(askedAtRegistration(userFields), body), termsInput(termsVersion)));

/** The fields that a page shows again after an error, beside the email. */
export const keptFields = (settings: Settings): string[] => [
  ...askedNames(settings),
  ...(settings.termsVersion === undefined ? [] : [TERMS_FIELD]),
];
