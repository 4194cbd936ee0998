/**
 * One row of the table: a request, or a few, and what is expected of the response.
 * @typedef {object} Row
 * @property {string} feature unique in its group
 * @property {(server: import('./tested-server.mjs').TestedServer) => Promise<string>} see asks the server, and says in one line what it did
 * @property {string} expected of Postern, as `see` says it
 * @property {Difference} [simplejwt] where djangorestframework-simplejwt with djoser does something else
 * @property {'rotating' | 'static'} [refreshTokens] the servers that the row is for, where it is not for all
 *
 * @typedef {object} Difference
 * @property {string} expected
 * @property {string} [newer] what versions newer than that of Debian 12 do
 * @property {string} why
 *
 * @typedef {'postern' | 'simplejwt'} Dialect
 */

/**
 * What a row may see in a dialect: mostly one text.
 * @param {Row} row
 * @param {Dialect} dialect
 */
export function expectedOf({ expected, simplejwt }, dialect) {
  if (dialect === 'postern' || simplejwt === undefined) return [expected];
  return simplejwt.newer === undefined ? [simplejwt.expected] : [simplejwt.expected, simplejwt.newer];
}
