import {
  type FormResult,
  isAccountNotice,
  isLinkNotice,
  type LinkNotice,
  type AccountNotice as NoticeOfAccount,
  noticeOf,
} from '@/lib/form-result';
import { Alert } from '../ui/alert';

const TITLES: Record<NoticeOfAccount, string> = {
  'password-changed': 'Password changed. All other sessions were signed out.',
  'email-changed': 'Email changed.',
  'email-verified': 'Email verified.',
  'change-cancelled': 'The change of email was canceled. Its link no longer works.',
  'session-ended': 'Session ended.',
  'profile-changed': 'Your details were saved.',
};

/** What went well. */
export function AccountNotice({ result }: { result: FormResult | null }) {
  const notice = noticeOf(result);
  if (notice === 'check-mail') {
    return (
      <Alert kind="good" title="Check your mail" autoFocus>
        <p>
          We sent a link to <strong>{result?.email}</strong>. Open it within 24 hours to change your email.
        </p>
      </Alert>
    );
  }
  return isAccountNotice(notice) ? <Alert kind="good" title={TITLES[notice]} autoFocus /> : null;
}

/** What became of another account, whose mailed link was redeemed here. */
const OF_ANOTHER: Record<LinkNotice, (email: string) => string> = {
  'password-changed': (email) => `The password of ${email} was changed.`,
  'email-restored': (email) => `The account of ${email} was restored.`,
};

/** @param props.result of a form that leads to the sign-in page, and from there a signed-in user on */
export function OtherAccountNotice({ result, signedInAs }: { result: FormResult | null; signedInAs: string }) {
  const notice = noticeOf(result);
  if (!isLinkNotice(notice)) return null;
  return (
    <Alert kind="good" title={OF_ANOTHER[notice](result?.email ?? '')} autoFocus>
      <p>
        You are still signed in as <strong>{signedInAs}</strong>. To use the other account, sign out first.
      </p>
    </Alert>
  );
}
