import { dictionary } from '@zxcvbn-ts/language-common';

const COMMON = new Set(dictionary['passwords-common'].map((word) => String(word).normalize('NFC').toLowerCase()));

const LONGEST = Math.max(...Array.from(COMMON, (word) => word.length));

const DIGIT_OR_PUNCTUATION = /^[\p{Nd}\p{P}\p{S}]$/u;
const ONE_CHARACTER = /^(.)\1*$/su;

/** The usual substitutions. `1` and `!` stand for two letters, so there are two tables. */
const LETTERS = { '@': 'a', '4': 'a', '8': 'b', '3': 'e', '9': 'g', '0': 'o', $: 's', '5': 's', '7': 't', '+': 't' };
const SUBSTITUTIONS: Record<string, string>[] = [
  { ...LETTERS, '1': 'i', '!': 'i' },
  { ...LETTERS, '1': 'l', '!': 'l' },
];

/** One of the 49,000 passwords that guessers try first. @param password after NFC and lower case */
export const isCommonPassword = (password: string): boolean => COMMON.has(password);

/**
 * What guessers try next: a common password with digits and punctuation behind it and with the usual substitutions
 * (`p@ssw0rd1`, `summer2026!`), or one character again and again.
 * @param password after NFC and lower case, at most 256 code points
 */
export function isLikeCommonPassword(password: string): boolean {
  if (ONE_CHARACTER.test(password)) return true;
  return wordsIn(password).some(
    (word) => COMMON.has(word) || SUBSTITUTIONS.some((table) => COMMON.has(read(word, table))),
  );
}

/** The password, and what is left of it as its trailing digits and punctuation are taken away one by one. */
function wordsIn(password: string): string[] {
  const characters = [...password];
  const words = [password];
  while (characters.length > 1 && DIGIT_OR_PUNCTUATION.test(characters.pop() ?? '')) words.push(characters.join(''));
  return words.filter((word) => word.length <= LONGEST);
}

const read = (word: string, table: Record<string, string>): string =>
  Array.from(word, (character) => table[character] ?? character).join('');
