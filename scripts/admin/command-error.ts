export const EXIT = { done: 0, failed: 1, usage: 2, notFound: 3 } as const;

/** Ends a command; the message is one line that says what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
