type ForgottenLinkPasswordProps = {
  /** Signed in to another account, and so led past the page that mails a link to reset a password. */
  isSignedIn: boolean;
  /** What a reset does to the link at hand. */
  children: string;
};

/** Below a form that asks for the password of a link's account. */
export function ForgottenLinkPassword({ isSignedIn, children }: ForgottenLinkPasswordProps) {
  return (
    <p className="mt-5 text-muted text-sm">
      {isSignedIn ? (
        <>
          Forgot the password? <a href="/account/">Sign out</a> first, then reset it.{' '}
        </>
      ) : (
        <>
          <a href="/forgot-password/">Forgot your password?</a>{' '}
        </>
      )}
      {children}
    </p>
  );
}
