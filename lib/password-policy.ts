/** Which passwords may be chosen (NIST SP 800-63B-4 §3.1.1.2). Pure. */

export const PASSWORD_MAX_LENGTH = 256;

export type PasswordRules = {
  /** In Unicode code points. */
  minLength: number;
  /** The product's name and its host: what a guesser tries because of where the password is used. */
  productNames: readonly string[];
  /** Told a password after NFC and lower case. */
  isCommon: (password: string) => boolean;
  /** Likewise; asked only of a password that is long enough. */
  isLikeCommon: (password: string) => boolean;
};

const SENTENCES = {
  tooShort: (min: number) =>
    `This password is too short. It must contain at least ${min} character${min === 1 ? '' : 's'}.`,
  tooLong: `Ensure this field has no more than ${PASSWORD_MAX_LENGTH} characters.`,
  common: 'This password is too common.',
  likeEmail: 'The password is too similar to the email.',
  likeProduct: "The password is too similar to the product's name.",
};

const DIGITS = /^\p{Nd}*$/u;

/** The word itself, or the word with digits around it. */
function isWordWithDigits(password: string, word: string): boolean {
  for (let at = password.indexOf(word); at !== -1; at = password.indexOf(word, at + 1)) {
    if (DIGITS.test(password.slice(0, at)) && DIGITS.test(password.slice(at + word.length))) return true;
  }
  return false;
}

const isLikeEmail = (folded: string, email: string): boolean =>
  isWordWithDigits(folded, email) || isWordWithDigits(folded, email.slice(0, email.lastIndexOf('@')));

/**
 * Every reason why `password` may not be chosen, a sentence each; empty when it may.
 * @param email canonical, or null when it is not known
 */
export function passwordProblems(password: string, email: string | null, rules: PasswordRules): string[] {
  const normalised = password.normalize('NFC');
  const length = [...normalised].length;
  if (length > PASSWORD_MAX_LENGTH) return [SENTENCES.tooLong];
  const folded = normalised.toLowerCase();
  return [
    length < rules.minLength && SENTENCES.tooShort(rules.minLength),
    (rules.isCommon(folded) || (length >= rules.minLength && rules.isLikeCommon(folded))) && SENTENCES.common,
    email !== null && isLikeEmail(folded, email) && SENTENCES.likeEmail,
    rules.productNames.some((name) => isWordWithDigits(folded, name.normalize('NFC').toLowerCase())) &&
      SENTENCES.likeProduct,
  ].filter((sentence) => sentence !== false);
}
