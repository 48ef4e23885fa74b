/** Ends a command with exit status 1; its message says why, and what can be done. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
