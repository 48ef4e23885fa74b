/** The message of a caught value for the log, on one line and without addresses. */
export function errorMessage(reason: unknown): string {
  return withoutAddresses(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
}

/** One line without addresses. Replies of servers and messages of errors are shown to operators and logged. */
export function withoutAddresses(text: string): string {
  return text
    .replace(/[^\s<>"'(),;:=]+@[^\s<>"'(),;:=]+/g, '(address)')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}
