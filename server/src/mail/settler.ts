import { setImmediate as sameTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Settlement } from './settleJobs.ts';

/** Takes down how jobs ended; resolves once that is on disk. */
export type Settler = (settlement: Settlement) => Promise<void>;

type Waiting = { settlement: Settlement; done: () => void; failed: (reason: unknown) => void };

/** A mail whose acceptance cannot be written down will be sent again, so this tries for a while (5 s in all). */
const WRITE_ATTEMPTS = 20;
const BETWEEN_WRITES_MS = 250;

/**
 * Gathers what arrives in one turn of the event loop, or while a write is under way, into one write. The time between a
 * mail being accepted and that being on disk is the only one in which a crash sends a mail twice: nothing else is
 * begun in it, and it stays a few milliseconds long without costing a commit for each mail.
 */
export function createSettler(write: (settlements: Settlement[]) => Promise<void>): Settler {
  let waiting: Waiting[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    await sameTurn();
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await writeWithPatience(batch.map(({ settlement }) => settlement));
        for (const { done } of batch) done();
      } catch (reason) {
        for (const { failed } of batch) failed(reason);
      }
    }
    writing = false;
  }

  async function writeWithPatience(settlements: Settlement[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await write(settlements);
      } catch (reason) {
        if (attempt === WRITE_ATTEMPTS) throw reason;
        await sleep(BETWEEN_WRITES_MS);
      }
    }
  }

  return settlement =>
    new Promise((done, failed) => {
      waiting.push({ settlement, done, failed });
      if (!writing) void writeAll();
    });
}
