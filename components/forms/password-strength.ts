/** How hard a password is to guess, roughly. A hint only: the policy decides. Pure. */

/** 0: easily guessed; 3: out of reach even of an attacker who has the hashes. */
export type Strength = 0 | 1 | 2 | 3;

/** Bits from which on the next strength counts. */
const STEPS_BITS = [40, 60, 80];

const ALPHABETS: [pattern: RegExp, size: number][] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[^a-zA-Z0-9]/, 33],
  [/[^ -~]/, 100],
];

/** What guessers try first adds no more than a letter. */
const FAMILIAR =
  /passw[o0]rd|passwort|qwert[yz]?|azerty|asdf(gh)?|letmein|welcome|admin|iloveyou|monkey|dragon|football|secret|login|(19|20)\d\d/gi;

export function strengthOf(password: string): Strength {
  const bits = unpredictableLength(password) * Math.log2(alphabetSize(password));
  return STEPS_BITS.filter((step) => bits >= step).length as Strength;
}

const alphabetSize = (password: string): number =>
  ALPHABETS.reduce((size, [pattern, letters]) => (pattern.test(password) ? size + letters : size), 1);

/** Code points that do not follow from the ones before: no runs (`aaa`), steps (`abc`, `321`) or repeats (`ab1ab1`). */
function unpredictableLength(password: string): number {
  const points = [...password.replace(FAMILIAR, '*')].map((point) => point.codePointAt(0) ?? 0);
  const seen = new Set<string>();
  let length = 0;
  points.forEach((point, at) => {
    const step = point - (points[at - 1] ?? Number.NaN);
    const isStep = Math.abs(step) <= 1 && step === (points[at - 1] ?? 0) - (points[at - 2] ?? Number.NaN);
    const three = points.slice(at - 2, at + 1).join();
    const isRepeat = at >= 2 && seen.has(three);
    seen.add(three);
    length += isStep || isRepeat ? 0.1 : 1;
  });
  return length;
}
