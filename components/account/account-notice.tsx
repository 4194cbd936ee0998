import {
  isAccountNotice,
  isLinkNotice,
  type LinkNotice,
  type AccountNotice as NoticeOfAccount,
} from '@/lib/form-result';
import type { FormAnswer } from '../forms/form-problems';
import { Alert } from '../ui/alert';

const TITLES: Record<NoticeOfAccount, string> = {
  'password-changed': 'Password changed. All other sessions were signed out.',
  'email-changed': 'Email changed.',
  'email-verified': 'Email verified.',
  'change-cancelled': 'The change of email was canceled. Its link no longer works.',
  'session-ended': 'Session ended.',
};

/** What went well. */
export function AccountNotice({ answer }: { answer: FormAnswer | null }) {
  if (answer?.notice === 'check-mail') {
    return (
      <Alert kind="good" title="Check your mail" autoFocus>
        <p>
          We sent a link to <strong>{answer.email}</strong>. Open it within 24 hours to change your email.
        </p>
      </Alert>
    );
  }
  const notice = answer?.notice;
  return isAccountNotice(notice) ? <Alert kind="good" title={TITLES[notice]} autoFocus /> : null;
}

/** What became of another account, whose mailed link was redeemed here. */
const OF_ANOTHER: Record<LinkNotice, (email: string) => string> = {
  'password-changed': (email) => `The password of ${email} was changed.`,
  'email-restored': (email) => `The account of ${email} was restored.`,
};

/** @param props.answer to a form that leads to the sign-in page, and from there a signed-in user on */
export function OtherAccountNotice({ answer, signedInAs }: { answer: FormAnswer | null; signedInAs: string }) {
  const notice = answer?.notice;
  if (!isLinkNotice(notice)) return null;
  return (
    <Alert kind="good" title={OF_ANOTHER[notice](answer?.email ?? '')} autoFocus>
      <p>
        You are still signed in as <strong>{signedInAs}</strong>. To use the other account, sign out first.
      </p>
    </Alert>
  );
}
