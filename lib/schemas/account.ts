import * as z from 'zod/mini';
import { Password } from './fields';

export const DeleteAccountInput = z.object({ password: Password });
