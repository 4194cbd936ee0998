import type { RequestContext } from '../../context';
import type { UserView } from '../profile/user-view';
import type { NewSession } from '../sessions/start-session';

/** A new account; `session` is null where its user is not signed in by it. */
export type Registered = { account: UserView; session: NewSession | null };

/** Whether a new account begins with a session: in a browser, and with REGISTER_SIGNS_IN for an API client. */
export const signsIn = ({ clientKind, config }: RequestContext): boolean =>
  clientKind === 'browser' || config.registerSignsIn;
