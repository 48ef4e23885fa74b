/**
 * Makes a function that writes items in batches. Items that arrive in one turn of the event loop, or during a write,
 * share the next write. A commit waits for the disk, and many requests can share that wait (figures in
 * docs/decisions/0012-speed.md). The promise of an item resolves when it is written, and rejects when its write fails.
 */
export function createBatch<Item>(
  write: (items: readonly Item[]) => Promise<void>,
  mostAtOnce: number,
): (item: Item) => Promise<void> {
  const waiting: Array<{
    readonly item: Item;
    readonly resolve: () => void;
    readonly reject: (reason: unknown) => void;
  }> = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, mostAtOnce);
      try {
        await write(batch.map(({ item }) => item));
        for (const { resolve } of batch) resolve();
      } catch (reason) {
        for (const { reject } of batch) reject(reason);
      }
    }
    writing = false;
  }

  return item =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (writing) return;
      writing = true;
      // After what has arrived already, so that it is in the same write.
      setImmediate(() => void writeAll());
    });
}
