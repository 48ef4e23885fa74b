import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { callerOf } from './callerOf.ts';

describe('the name of a browser', () => {
  const named = (userAgent: string | undefined) =>
    callerOf({ headers: { 'user-agent': userAgent } } as unknown as FastifyRequest, '192.0.2.1').userAgent;

  it('is kept in one line of what the database holds, and is none where it is empty', () => {
    expect(named('Mozilla/5.0 (X11)')).toBe('Mozilla/5.0 (X11)');
    expect(named('a\u0000\u0007\u202e\u200bb')).toBe('a b');
    expect(named('x'.repeat(5_000))).toHaveLength(512);
    expect(named('木'.repeat(500))).toBe('木'.repeat(170));
    for (const empty of [undefined, '', '   ', '\u0000']) expect(named(empty)).toBeUndefined();
  });
});
