import type { FormAnswer } from '../forms/form-problems';
import { Alert } from '../ui/alert';

const TITLES: Record<string, string> = {
  'password-changed': 'Password changed. Everybody else who was signed in is signed out.',
  'email-changed': 'E-mail changed.',
  'email-verified': 'E-mail verified.',
  'change-cancelled': 'The change is cancelled, and its link is of no more use.',
  'session-ended': 'Session ended.',
};

/** What went well. */
export function AccountNotice({ answer }: { answer: FormAnswer | null }) {
  if (answer?.notice === 'check-mail') {
    return (
      <Alert kind="good" title="Check your mail" autoFocus>
        <p>
          A link is on its way to <strong>{answer.email}</strong>. Your e-mail changes once you have followed it, within
          24 hours.
        </p>
      </Alert>
    );
  }
  const title = TITLES[answer?.notice ?? ''];
  return title ? <Alert kind="good" title={title} autoFocus /> : null;
}

/** What became of another account, whose mailed link was redeemed here. */
const OF_ANOTHER: Record<string, (email: string) => string> = {
  'password-changed': (email) => `Password of ${email} changed.`,
  'email-restored': (email) => `${email} is the e-mail of its account again, under the new password.`,
};

/** @param props.answer to a form that leads to the sign-in page, and from there on whoever is signed in */
export function OtherAccountNotice({ answer, signedInAs }: { answer: FormAnswer | null; signedInAs: string }) {
  const title = OF_ANOTHER[answer?.notice ?? '']?.(answer?.email ?? '');
  if (title === undefined) return null;
  return (
    <Alert kind="good" title={title} autoFocus>
      <p>
        You are still signed in as <strong>{signedInAs}</strong>. To use the other account, sign out first.
      </p>
    </Alert>
  );
}
