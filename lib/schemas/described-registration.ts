import * as z from 'zod/mini';
import { Email, Password, type Schema } from './fields';
import type { PasswordPolicy } from './passwords';
import { registerInput } from './registration';
import { taking } from './taking';

/** The same input, which also says which fields it takes. The form in the browser needs the check alone. */
export const describedRegisterInput = (policy: PasswordPolicy): Schema<{ email: string; password: string }> =>
  taking(registerInput(policy), () => [z.object({ email: Email, password: Password })]);
