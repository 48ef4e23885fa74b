/**
 * Why a fetch failed, for the log: a code such as ECONNREFUSED, or a few words. Neither holds anything that was sent or
 * answered.
 */
export function fetchFailure(error: unknown, timeLimitMs: number): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `timed out after ${timeLimitMs} ms`;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : message;
}
