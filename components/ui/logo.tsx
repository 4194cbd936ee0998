import { THEME } from '@/lib/theme';

/** The mark, in the accent. The name stands beside it. */
export function Logo() {
  return (
    <svg viewBox={THEME.mark.viewBox} aria-hidden="true" className="size-7 fill-accent">
      <path fillRule="evenodd" d={THEME.mark.path} />
    </svg>
  );
}
