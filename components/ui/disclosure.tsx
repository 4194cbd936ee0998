import type { ReactNode } from 'react';

/** A form that is out of the way until it is wanted; open where its answer is to be seen. Works without a script. */
export function Disclosure({ title, isOpen, children }: { title: string; isOpen: boolean; children: ReactNode }) {
  return (
    <details open={isOpen} className="group border-line border-t last-of-type:border-b">
      <summary className="flex min-h-12 cursor-pointer items-center justify-between font-medium [&::-webkit-details-marker]:hidden">
        {title}
        <span aria-hidden="true" className="text-muted text-xl leading-none group-open:rotate-45">
          +
        </span>
      </summary>
      <div className="pt-3 pb-6">{children}</div>
    </details>
  );
}
