import { GET as passwordPage } from '@/app/.well-known/change-password/route';
import { GET as jwks } from '@/app/.well-known/jwks.json/route';
import { GET as openidConfiguration } from '@/app/.well-known/openid-configuration/route';
import { GET as securityTxt } from '@/app/.well-known/security.txt/route';
import { GET as changeEmailToken } from '@/app/auth/change-email/[token]/route';
import { GET as changeEmailCancel } from '@/app/auth/change-email/cancel/route';
import { GET as changeEmail } from '@/app/auth/change-email/route';
import { GET as changePassword } from '@/app/auth/change-password/route';
import { GET as forward } from '@/app/auth/forward/route';
import { GET as invitationToken } from '@/app/auth/invitation/[token]/route';
import { GET as logout } from '@/app/auth/logout/route';
import { GET as meDelete } from '@/app/auth/me/delete/route';
import { GET as meExport } from '@/app/auth/me/export/route';
import { GET as me } from '@/app/auth/me/route';
import { GET as oauthToken } from '@/app/auth/oauth/token/route';
import { GET as register } from '@/app/auth/register/route';
import { GET as resetPasswordToken } from '@/app/auth/reset-password/[token]/route';
import { GET as resetPassword } from '@/app/auth/reset-password/route';
import { GET as sessionsIdEnd } from '@/app/auth/sessions/[id]/end/route';
import { GET as sessionsEndOthers } from '@/app/auth/sessions/end-others/route';
import { GET as sessions } from '@/app/auth/sessions/route';
import { GET as tokenBlacklist } from '@/app/auth/token/blacklist/route';
import { GET as tokenRefresh } from '@/app/auth/token/refresh/route';
import { GET as token } from '@/app/auth/token/route';
import { GET as tokenVerify } from '@/app/auth/token/verify/route';
import { GET as undoEmailChangeToken } from '@/app/auth/undo-email-change/[token]/route';
import { GET as userinfo } from '@/app/auth/userinfo/route';
import { GET as verifyEmailToken } from '@/app/auth/verify-email/[token]/route';
import { GET as verifyEmail } from '@/app/auth/verify-email/route';
import { GET as authorize } from '@/app/authorize/route';
import { GET as healthLive } from '@/app/health/live/route';
import { GET as healthReady } from '@/app/health/ready/route';
import { GET as mailboxExpiredAccess } from '@/app/mailbox/expired-access/route';
import { GET as mailboxFail } from '@/app/mailbox/fail/route';
import { GET as mailboxLater } from '@/app/mailbox/later/route';
import { GET as mailboxMessages } from '@/app/mailbox/messages/route';
import { GET as signOut } from '@/app/sign-out/route';
import type { Routes } from '@/lib/openapi/document';
import type { Endpoint } from '@/lib/paths';

/** Files, and this description itself, which declare nothing. */
type Undeclared = '/auth/openapi.json' | '/icon.svg' | '/r/[item]';

/** What every route declares of itself: its operations, by the settings. */
export const ROUTES = {
  '/.well-known/change-password': passwordPage,
  '/.well-known/jwks.json': jwks,
  '/.well-known/openid-configuration': openidConfiguration,
  '/.well-known/security.txt': securityTxt,
  '/auth/change-email/': changeEmail,
  '/auth/change-email/[token]/': changeEmailToken,
  '/auth/change-email/cancel/': changeEmailCancel,
  '/auth/change-password/': changePassword,
  '/auth/forward/': forward,
  '/auth/invitation/[token]/': invitationToken,
  '/auth/logout/': logout,
  '/auth/me/': me,
  '/auth/me/delete/': meDelete,
  '/auth/me/export/': meExport,
  '/auth/oauth/token/': oauthToken,
  '/auth/register/': register,
  '/auth/reset-password/': resetPassword,
  '/auth/reset-password/[token]/': resetPasswordToken,
  '/auth/sessions/': sessions,
  '/auth/sessions/[id]/end/': sessionsIdEnd,
  '/auth/sessions/end-others/': sessionsEndOthers,
  '/auth/token/': token,
  '/auth/token/blacklist/': tokenBlacklist,
  '/auth/token/refresh/': tokenRefresh,
  '/auth/token/verify/': tokenVerify,
  '/auth/undo-email-change/[token]/': undoEmailChangeToken,
  '/auth/userinfo/': userinfo,
  '/auth/verify-email/': verifyEmail,
  '/auth/verify-email/[token]/': verifyEmailToken,
  '/authorize/': authorize,
  '/health/live/': healthLive,
  '/health/ready/': healthReady,
  '/mailbox/expired-access/': mailboxExpiredAccess,
  '/mailbox/fail/': mailboxFail,
  '/mailbox/later/': mailboxLater,
  '/mailbox/messages/': mailboxMessages,
  '/sign-out/': signOut,
} satisfies Routes & Record<Exclude<Endpoint, Undeclared>, unknown>;
