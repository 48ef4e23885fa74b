import type { Claim, LinkState } from './signedLink.ts';

/**
 * The status of a link. SPENT: its signature is valid, but the state that it covers has changed. INVALID: it was never
 * ours, or its account no longer exists.
 */
export const LINK_STATUSES = ['VALID', 'EXPIRED', 'SPENT', 'INVALID'] as const;

/** One of {@link LINK_STATUSES}. */
export type LinkStatus = (typeof LINK_STATUSES)[number];

/**
 * Evaluates an authentic claim. A link that works for N seconds is good at N seconds and EXPIRED at N + 1. It is VALID
 * where it was made for one of the given states, which are encodings of the same state.
 */
export function judgeClaim(
  claim: Claim,
  options: { readonly states: readonly LinkState[]; readonly timeoutSeconds: number; readonly now: Date },
): Exclude<LinkStatus, 'INVALID'> {
  const ageSeconds = Math.floor((options.now.getTime() - claim.issuedAt.getTime()) / 1000);
  if (ageSeconds > options.timeoutSeconds) return 'EXPIRED';
  return options.states.some(state => claim.covers(state)) ? 'VALID' : 'SPENT';
}
