/** What a caught value says, on one line and without addresses, for the log. */
export function errorMessage(reason: unknown): string {
  return withoutAddresses(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
}

/** One line, without any address: what servers reply and what faults say is shown to operators and ends up in logs. */
export function withoutAddresses(text: string): string {
  return text
    .replace(/[^\s<>"'(),;:=]+@[^\s<>"'(),;:=]+/g, '(address)')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}
