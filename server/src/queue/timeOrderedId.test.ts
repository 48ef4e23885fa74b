import { expect, it } from 'vitest';
import { timeOrderedId } from './timeOrderedId.ts';

it('is a UUID of version 7 that holds the time at which it was made, and no other has it', () => {
  const before = Date.now();
  const ids = Array.from({ length: 1_000 }, timeOrderedId);
  const after = Date.now();
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    const madeAt = Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
    expect(madeAt >= before && madeAt <= after).toBe(true);
  }
});
