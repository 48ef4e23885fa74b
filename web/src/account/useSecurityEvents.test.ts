import { describe, expect, it } from 'vitest';
import { withNewest } from './useSecurityEvents.ts';

const event = (id: number, count = 1) => ({
  id: String(id),
  kind: 'LOGIN_FAILED' as const,
  at: '2026-11-26T12:00:00.000Z',
  count,
  userAgent: null,
  ipAddress: null,
});
const idsOf = (events: readonly { id: string }[]) => events.map(({ id }) => id);

describe('the history of an account, asked for again', () => {
  it('keeps the older events that were loaded', () => {
    expect(idsOf(withNewest([event(5), event(4)], [event(4), event(3), event(2)]))).toEqual(['5', '4', '3', '2']);
  });

  it('shows an event once, with its new count and place', () => {
    const merged = withNewest([event(2, 7), event(4)], [event(4), event(3), event(2, 6)]);
    expect(merged.map(({ id, count }) => [id, count])).toEqual([
      ['2', 7],
      ['4', 1],
      ['3', 1],
    ]);
  });

  it('starts anew where events would be missing in between', () => {
    expect(idsOf(withNewest([event(9), event(8)], [event(4), event(3)]))).toEqual(['9', '8']);
  });
});
