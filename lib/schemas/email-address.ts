import * as z from 'zod/mini';
import { Email, Password } from './fields';

export const EmailInput = z.object({ email: Email });
export const ChangeEmailInput = z.object({ email: Email, password: Password });
