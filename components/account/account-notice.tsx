import { Alert } from '../alert';
import type { FormAnswer } from '../form-answer';

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
