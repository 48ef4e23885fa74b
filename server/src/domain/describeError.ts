/**
 * What the log keeps of an error whose message may quote a person: its name, its code and some frames of its stack. A
 * database puts the row, and so an address, into the message.
 */
export function describeError(error: unknown, framesShown = 12): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = error.stack?.split('\n').filter(line => /^\s+at /.test(line));
  return { error: error.name, code: (error as NodeJS.ErrnoException).code, stack: frames?.slice(0, framesShown) };
}
