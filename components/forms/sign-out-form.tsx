import { Button } from '../ui/button';

/** Plain: the answer clears what the browser kept, and leads to the sign-in page. */
export function SignOutForm() {
  return (
    <form method="post" action="/auth/logout/">
      <Button look="quiet">Sign out</Button>
    </form>
  );
}
