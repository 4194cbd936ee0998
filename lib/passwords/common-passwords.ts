import { dictionary } from '@zxcvbn-ts/language-common';

const COMMON = new Set(dictionary['passwords-common'].map((word) => String(word).normalize('NFC').toLowerCase()));

/** One of the 49,000 passwords that guessers try first. @param password after NFC and lower case */
export const isCommonPassword = (password: string): boolean => COMMON.has(password);
