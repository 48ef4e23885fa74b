import { withoutAddresses } from './classifySmtpError.ts';

/** What a caught value says, on one line and without addresses, for the log. */
export function errorMessage(reason: unknown): string {
  return withoutAddresses(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
}
