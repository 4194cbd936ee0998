type ButtonProps = {
  children: string;
  /** Said instead while the form is on its way. */
  pending?: string;
  isPending?: boolean;
  look?: 'accent' | 'quiet' | 'danger';
};

const LOOKS = {
  accent: 'bg-accent text-on-accent hover:opacity-90',
  danger: 'border-2 border-bad text-bad hover:bg-bad-paper',
  quiet: 'border border-control text-ink hover:border-ink',
};

/** Sends its form. While that is on its way it keeps the focus and does nothing. */
export function Button({ children, pending = children, isPending = false, look = 'accent' }: ButtonProps) {
  return (
    <>
      <button
        type="submit"
        aria-disabled={isPending}
        className={`h-12 w-full cursor-pointer rounded-lg px-4 font-semibold transition-opacity motion-reduce:transition-none aria-disabled:cursor-progress aria-disabled:opacity-70 ${LOOKS[look]}`}
      >
        {isPending ? pending : children}
      </button>
      <span role="status" className="sr-only">
        {isPending ? pending : ''}
      </span>
    </>
  );
}
