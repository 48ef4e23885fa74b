import { describe, expect, it } from 'vitest';
import { runChaos } from '../../chaos/runChaos.ts';

/** The mails that one server has on the wire at most; each of them may arrive twice when it is killed. */
const ON_THE_WIRE = 5;

// The short form of `npm run chaos`, over the product as it is built.
describe('killed without warning, again and again, while people ask for mails', { tags: ['killed'] }, () => {
  it.each([
    ['a true clock', false],
    ['a clock that jumps', true],
  ])(
    'the product delivers every mail that it has queued and none to a disabled account, on %s',
    async (_, jumpingClock) => {
      const result = await runChaos({ kills: 4, mails: 60, replicas: 1, jumpingClock });
      expect(result).toMatchObject({ lost: 0, renamed: 0, afterDisabling: 0, exitStatuses: [0] });
      expect(result.queued).toBeGreaterThanOrEqual(60);
      expect(result.repeated).toBeLessThanOrEqual(result.kills * ON_THE_WIRE);
    },
    400_000,
  );
});
