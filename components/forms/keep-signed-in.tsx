import { KEEP_SIGNED_IN } from '@/lib/schemas/keep-signed-in';

/** Whether the browser stays signed in once it is closed. It needs no script, and adds nothing to that of its form. */
export const KeepSignedIn = ({ isKept }: { isKept: boolean }) => (
  <label className="mb-5 flex min-h-11 items-center gap-3">
    <input
      type="checkbox"
      name={KEEP_SIGNED_IN}
      value="true"
      defaultChecked={isKept}
      className="size-6 accent-accent"
    />
    Keep me signed in
  </label>
);
