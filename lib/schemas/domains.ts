import * as z from 'zod/mini';
import { Email, refuse, type Schema } from './fields';
import { taking } from './taking';

/** Beside an email of a domain that REGISTRATION_DOMAINS does not list. */
export const OTHER_DOMAIN = 'Registration is not open to addresses of this domain.';

/**
 * Whether an address may be registered or changed to.
 * @param email in canonical form
 * @param domains as emails have them; none for any. A subdomain is another domain.
 */
export const isOfDomains = (email: string, domains: readonly string[]): boolean =>
  domains.length === 0 || domains.includes(email.slice(email.lastIndexOf('@') + 1));

/** The same input, whose `email` is of one of these domains. The error is reported together with the schema's own. */
export function withDomains<Output>(schema: Schema<Output>, domains: readonly string[]): Schema<Output> {
  if (domains.length === 0) return schema;
  const ofDomains: Schema<Output> = z.pipe(
    z.looseObject({}),
    z.transform((body: Record<string, unknown>, context) => {
      const email = Email.safeParse(body.email);
      if (email.success && !isOfDomains(email.data, domains)) refuse(context, OTHER_DOMAIN, ['email']);
      const input = schema.safeParse(body);
      for (const { message, path } of input.error?.issues ?? []) refuse(context, message, path.map(String));
      return input.success ? input.data : z.NEVER;
    }),
  );
  return taking(ofDomains, () => [schema]);
}
