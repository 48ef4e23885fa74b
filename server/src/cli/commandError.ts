/** Ends a command with exit status 1. Its message says why, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
