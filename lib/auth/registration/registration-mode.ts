import type { Context } from '../../context';
import { AuthError } from '../../errors';

/** @throws AuthError `registration_closed` where nobody may register by themselves: to everybody alike, whatever the email */
export function assertRegistrationOpen({ config }: Pick<Context, 'config'>): void {
  if (config.registration !== 'open') throw new AuthError('registration_closed');
}
