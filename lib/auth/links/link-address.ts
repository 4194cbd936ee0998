import type { Context } from '../../context';
import { LINK_FOLDERS } from '../../paths';

/**
 * Where a mailed link leads: to the page here, or where the operator's template says. Never where a request says.
 * @param token base64url, which no part of a URL has to escape
 */
export function linkAddress(
  purpose: keyof typeof LINK_FOLDERS,
  token: string,
  { appUrl, linkTemplates }: Pick<Context['config'], 'appUrl' | 'linkTemplates'>,
): string {
  const template = purpose === 'undo' ? undefined : linkTemplates[purpose];
  return template?.replace('{token}', token) ?? `${appUrl}/${LINK_FOLDERS[purpose]}/${token}/`;
}
