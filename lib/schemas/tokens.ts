import * as z from 'zod/mini';
import { NonEmptyText } from './fields';

export const RefreshInput = z.object({ refresh: NonEmptyText });
export const VerifyTokenInput = z.object({ token: NonEmptyText });
