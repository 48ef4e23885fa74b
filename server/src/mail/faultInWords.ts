import { withoutAddresses } from './judgeFailure.ts';

/** What a caught value says, on one line and without addresses, for the log. */
export function faultInWords(reason: unknown): string {
  return withoutAddresses(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason));
}
