'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';

/** Redeems a link by its button alone; the script only makes sure that it is sent once. */
export function LinkButtonForm({ action, children }: { action: string; children: string }) {
  const [isPending, setIsPending] = useState(false);
  const submit = (event: FormEvent) => {
    if (isPending) event.preventDefault();
    setIsPending(true);
  };
  return (
    <form method="post" action={action} onSubmit={submit}>
      <Button isPending={isPending} pending="One moment…">
        {children}
      </Button>
    </form>
  );
}
