/** What Postern has to say by mail. Kept sealed in the outbox as JSON, so every part is text or a number. */
export type MailMessage = LinkMessage | Notice;

/** A link that was asked for; without room in the recipient's budget it is not mailed. */
export type LinkMessage = { to: string; link: string; validMinutes: number } & (
  | { kind: 'reset-link' }
  | { kind: 'verify-link' }
  /** `to` is the new address. It may be a stranger's by mistake, so the present one is not named. */
  | { kind: 'confirm-new-email' }
  /** To an address without an account: `link` is where to create one. */
  | { kind: 'invitation' }
  /** `link` is where to choose a new password. */
  | { kind: 'account-exists' }
);

/**
 * Tells of what happened, to an address that was verified; without room in its budget it waits. Instants are RFC 3339:
 * the last time, when it happened several `times` since the mail before (absent: once).
 */
export type Notice = { to: string; times?: number } & (
  | { kind: 'password-changed'; changedAt: string }
  /** `to` is the present address, whose owner has to know which one is to take its place. */
  | { kind: 'email-change-requested'; newEmail: string; requestedAt: string }
  /** `to` is the old address, `link` what brings it back. */
  | { kind: 'email-changed'; newEmail: string; changedAt: string; link: string; validMinutes: number }
  /** `to` is the address that was taken away again; the one that came back is not named. */
  | { kind: 'email-change-undone'; changedAt: string }
  | { kind: 'account-deleted'; deletedAt: string }
);

export type MailKind = MailMessage['kind'];

export type MessageOf<Kind extends MailKind> = Extract<MailMessage, { kind: Kind }>;

/**
 * The installation as its mails name it; `appUrl` is an origin without a trailing slash. `canRegister`: whether people may
 * register by themselves.
 */
export type MailBrand = { appName: string; appUrl: string; canRegister: boolean };

/** `links`: the addresses the message itself points to, the one to follow first. */
export type RenderedMail = { subject: string; html: string; text: string; links: string[] };
