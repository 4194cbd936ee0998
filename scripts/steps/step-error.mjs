/** Ends the script: the message is one line that says what to do. */
export class StepError extends Error {}
