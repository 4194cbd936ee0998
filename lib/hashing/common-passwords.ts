import path from 'node:path';

type Dictionaries = typeof import('@zxcvbn-ts/language-common');

/** Read when the first password is chosen: the start need not wait for 49,000 words. */
let common: { words: ReadonlySet<string>; longest: number } | undefined;

function commonPasswords(): { words: ReadonlySet<string>; longest: number } {
  common ??= readCommonPasswords();
  return common;
}

function readCommonPasswords() {
  // Not the import of `node:module`: webpack would resolve the package at the build.
  const { createRequire } = process.getBuiltinModule('node:module');
  const { dictionary }: Dictionaries = createRequire(path.resolve('package.json'))('@zxcvbn-ts/language-common');
  const words = new Set(dictionary['passwords-common'].map((word) => String(word).normalize('NFC').toLowerCase()));
  return { words, longest: Math.max(...Array.from(words, (word) => word.length)) };
}

const DIGIT_OR_PUNCTUATION = /^[\p{Nd}\p{P}\p{S}]$/u;
const ONE_CHARACTER = /^(.)\1*$/su;

/** The usual substitutions. `1` and `!` stand for two letters, so there are two tables. */
const LETTERS = { '@': 'a', '4': 'a', '8': 'b', '3': 'e', '9': 'g', '0': 'o', $: 's', '5': 's', '7': 't', '+': 't' };
const SUBSTITUTIONS: Record<string, string>[] = [
  { ...LETTERS, '1': 'i', '!': 'i' },
  { ...LETTERS, '1': 'l', '!': 'l' },
];

/** One of the 49,000 passwords that guessers try first. @param password after NFC and lower case */
export const isCommonPassword = (password: string): boolean => commonPasswords().words.has(password);

/**
 * What guessers try next: a common password with digits and punctuation behind it and with the usual substitutions
 * (`p@ssw0rd1`, `summer2026!`), or one character again and again.
 * @param password after NFC and lower case, at most 256 code points
 */
export function isLikeCommonPassword(password: string): boolean {
  if (ONE_CHARACTER.test(password)) return true;
  const { words, longest } = commonPasswords();
  return wordsIn(password)
    .filter((word) => word.length <= longest)
    .some((word) => words.has(word) || SUBSTITUTIONS.some((table) => words.has(read(word, table))));
}

/** The password, and what is left of it as its trailing digits and punctuation are taken away one by one. */
function wordsIn(password: string): string[] {
  const characters = [...password];
  const words = [password];
  while (characters.length > 1 && DIGIT_OR_PUNCTUATION.test(characters.pop() ?? '')) words.push(characters.join(''));
  return words;
}

const read = (word: string, table: Record<string, string>): string =>
  Array.from(word, (character) => table[character] ?? character).join('');
