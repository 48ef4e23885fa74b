import { describe, expect, it } from 'vitest';
import { runWebhookChaos } from '../../chaos/runWebhookChaos.ts';

/** Deliveries at once at most; each of them may come twice when the server is killed. */
const ON_THE_WIRE = 5;

// The short form of `npm run chaos -- --webhooks`, over the product as it is built.
describe('killed without warning, again and again, while people end sessions', { tags: ['webhooks-told'] }, () => {
  it('the product tells of every change, in order and under one id', async () => {
    const result = await runWebhookChaos({ kills: 3, changes: 40, replicas: 1 });
    expect(result).toMatchObject({ lost: 0, invented: 0, disordered: 0, exitStatuses: [0] });
    expect(result.changes).toBeGreaterThanOrEqual(40);
    expect(result.repeated).toBeLessThanOrEqual(result.kills * ON_THE_WIRE);
  }, 400_000);
});
