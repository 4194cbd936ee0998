import { NAVIGATING } from '../forms/use-auth-form';

/** The page again, which now tells what was changed. */
export function backToAccount(): string {
  location.assign('/account/');
  return NAVIGATING;
}
