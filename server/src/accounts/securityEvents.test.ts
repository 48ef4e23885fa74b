import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type TestClient } from '../testing/testClient.ts';
import { SecurityEvent } from './securityEvent.ts';

describe('the history of an account', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  /** A signed-in person with events at these minutes, and the ids of these events in the order of the list. */
  async function personWith(address: string, minutes: readonly number[]) {
    const client = await registerAccount(app, address);
    await client.login(address, GOOD_PASSWORD);
    const { me } = (await client.send('{ me { id } }')).data;
    const em = app.app.database.em.fork();
    await em.nativeDelete(SecurityEvent, { account: me.id });
    const ids: string[] = [];
    for (const minute of minutes) {
      const at = new Date(Date.UTC(2026, 0, 1, 0, minute));
      const rest = { userAgent: null, ipAddress: null, mailJobId: null, foldKey: null, count: 1 };
      ids.push(String(await em.insert(SecurityEvent, { account: me.id, kind: 'LOGGED_IN', at, ...rest })));
    }
    return { client, ids };
  }
  async function pageOf(client: TestClient, first: number, after?: string | null): Promise<string[]> {
    const { data } = await client.send(
      'query ($first: Int!, $after: ID) { me { securityEvents(first: $first, after: $after) { id } } }',
      { first, after },
    );
    return data.me.securityEvents.map(({ id }: { id: string }) => id);
  }

  it('is read page by page, newest first, each event once, also where several are of one moment', async () => {
    const { client, ids } = await personWith('pages@example.com', [3, 1, 2, 2, 2, 4]);
    const [three, one, twoA, twoB, twoC, four] = ids;
    const all = [four, three, twoC, twoB, twoA, one];
    expect(await pageOf(client, 10)).toEqual(all);
    expect(await pageOf(client, 10, null)).toEqual(all);
    for (const size of [1, 2, 4]) {
      const seen: string[] = [];
      for (;;) {
        const page = await pageOf(client, size, seen.at(-1));
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(size);
        seen.push(...page);
      }
      expect(seen).toEqual(all);
    }
  });

  it('is empty after what is no event of the account, and where nothing is asked for', async () => {
    const { client, ids } = await personWith('mine@example.com', [1, 2]);
    const { ids: others } = await personWith('theirs@example.com', [1, 2]);
    const [mine = ''] = ids;
    const wrong = ['', '0', '-1', 'abc', `${mine}x`, ` ${mine}`, `${mine}.0`, '9'.repeat(15), '9'.repeat(40)];
    for (const after of [...others, ...wrong]) expect(await pageOf(client, 10, after), after).toEqual([]);
    expect(await pageOf(client, 0)).toEqual([]);
    expect(await pageOf(client, 0, ids.at(-1))).toEqual([]);
    expect(await pageOf(client, 10, ids.at(-1))).toEqual([mine]);
  });
});
