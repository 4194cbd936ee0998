/** What a check of an installation finds. */

export type CheckName =
  | 'settings'
  | 'server'
  | 'database'
  | 'clock'
  | 'proxies'
  | 'origins'
  | 'mail'
  | 'disk'
  | 'files';

export type Finding = {
  check: CheckName;
  level: 'ok' | 'note' | 'problem';
  message: string;
  found: string | null;
  expected: string | null;
  /** What to do; null where there is nothing. */
  remedy: string | null;
};

/** What is wrong, or worth knowing, with both values and what to do. */
export type Complaint = { message: string; found: string; expected: string; remedy: string };

export const ok = (check: CheckName, message: string, found: string | null = null): Finding => ({
  check,
  level: 'ok',
  message,
  found,
  expected: null,
  remedy: null,
});

export const note = (check: CheckName, complaint: Complaint): Finding => ({ check, level: 'note', ...complaint });

export const problem = (check: CheckName, complaint: Complaint): Finding => ({ check, level: 'problem', ...complaint });
