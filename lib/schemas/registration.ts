import * as z from 'zod/mini';
import { Email, Password, refuse } from './fields';
import type { PasswordPolicy } from './passwords';

/** The errors of both fields are reported together, so the object is parsed by hand. */
export const registerInput = (policy: PasswordPolicy) =>
  z.pipe(
    z.looseObject({}),
    z.transform((body: Record<string, unknown>, context) => {
      const email = Email.safeParse(body.email);
      const password = Password.safeParse(body.password);
      const report = (field: string, messages: string[]) => {
        for (const message of messages) refuse(context, message, [field]);
      };
      report('email', email.error?.issues.map(({ message }) => message) ?? []);
      report('password', password.error?.issues.map(({ message }) => message) ?? []);
      if (!password.success) return z.NEVER;
      report('password', policy(password.data, email.data ?? null));
      return email.success ? { email: email.data, password: password.data } : z.NEVER;
    }),
  );
