import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { closedPort } from '../testing/smtpSink.ts';
import { statementsSent } from '../testing/statementsSent.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD } from '../testing/testClient.ts';
import { WEBHOOK_SECRET } from '../testing/webhookReceiver.ts';

/** Statements that begin and end a transaction are not counted: they carry no work. */
const TRANSACTION_CONTROL = /^(begin|commit|rollback|savepoint|release|set )/i;

/**
 * Statements that no request sends: those of the notification channel, which notifies after the answer, its heartbeat,
 * and the purge. The count of the whole installation is shared once a second. The mail worker has its own connection.
 */
const OF_OTHERS =
  /^(select pg_notify|insert into rate_limit as held \(key, count, resets_at\) values|select 1$|listen |delete from \w+ where \w+ in \(\s*select)/is;

describe.each([{ limits: 'on' }, { limits: 'off' }])(
  'statements sent to the database, limits $limits',
  ({ limits }) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startTestApp({ RATE_LIMITS: limits, NOTIFY_NEW_DEVICE: 'on' });
    });
    afterAll(() => app.close());

    it('are few, and the same whether or not the address is known', {
      tags: ['asking-alike', 'login-alike'],
    }, async () => {
      await registerAccount(app, 'count@example.com');
      const client = newClient(app);
      const ofLimits = limits === 'on' ? 1 : 0;

      const known = await statementsOf(app, () => client.login('count@example.com', 'wrong password here'));
      const unknown = await statementsOf(app, () => client.login('unknown@example.com', 'wrong password here'));
      expect(known).toHaveLength(2 + ofLimits);
      expect(unknown).toHaveLength(known.length);

      const login = await statementsOf(app, () =>
        client.send(
          'mutation ($password: String!) { login(email: "count@example.com", password: $password) { __typename } }',
          {
            password: GOOD_PASSWORD,
          },
        ),
      );
      expect(login.length).toBeLessThanOrEqual(7);
      // A browser that is no known device: one statement decides about the note, one queues it.
      const fromNewDevice = await statementsOf(app, () => newClient(app).login('count@example.com', GOOD_PASSWORD));
      expect(fromNewDevice.filter(sql => /rate_limit|mail_job/.test(sql)).length).toBeLessThanOrEqual(2 + 2 * ofLimits);
      expect(fromNewDevice.length).toBeLessThanOrEqual(login.length + 3);
      await readMail(app, 'count@example.com', 2);
      const me = await statementsOf(app, () => client.me());
      expect(me).toHaveLength(1);
      const cookie = `rekey_session=${client.cookies.get('rekey_session')}`;
      const session = await statementsOf(app, () => fetch(`${app.url}/session`, { headers: { cookie } }));
      expect(session).toHaveLength(1);

      const { reset } = await askForReset(app, 'count@example.com', 3);
      const used = await statementsOf(app, () => newClient(app).resetPassword(reset, OTHER_PASSWORD));
      expect(used.length).toBeLessThanOrEqual(10);
      await readMail(app, 'count@example.com', 4);

      const asked = await statementsOf(app, () => client.requestPasswordReset('unknown@example.com'));
      expect(asked).toHaveLength(1 + ofLimits);

      await client.login('count@example.com', OTHER_PASSWORD);
      await registerAccount(app, 'taken@example.com');
      const free = await statementsOf(app, () => client.requestEmailChange('free@example.com', OTHER_PASSWORD));
      expect(free).toHaveLength(5 + 2 * ofLimits);
      const taken = await statementsOf(app, () => client.requestEmailChange('taken@example.com', OTHER_PASSWORD));
      expect(taken).toEqual(free);
      const link = (await readMail(app, 'free@example.com')).links['email-change'] as MailedLink;
      const confirmed = await statementsOf(app, () => newClient(app).confirmEmailChange(link));
      expect(confirmed.length).toBeLessThanOrEqual(8 + 2 * ofLimits);
      const back = await revertLinkIn(app, 'count@example.com', 5);
      const reverted = await statementsOf(app, () => newClient(app).revertEmailChange(back));
      expect(reverted.length).toBeLessThanOrEqual(11 + ofLimits);
    });
  },
);

describe('statements for a product that is told of changes', () => {
  it('are one for each webhook, and none for what it is not told of', async () => {
    const apps = [
      await startTestApp(),
      // Nothing listens there.
      await startTestApp({ WEBHOOK_URL: `http://127.0.0.1:${await closedPort()}`, WEBHOOK_SECRET }),
    ] as const;
    const counts: Array<{ readonly login: number; readonly reset: number }> = [];
    // In turn: statements are recorded at the driver, which both share.
    for (const app of apps) {
      const client = await registerAccount(app, 'told@example.com');
      const login = await statementsOf(app, () => client.login('told@example.com', GOOD_PASSWORD));
      await newClient(app).login('told@example.com', GOOD_PASSWORD);
      const { reset } = await askForReset(app, 'told@example.com', 2);
      const used = await statementsOf(app, () => newClient(app).resetPassword(reset, OTHER_PASSWORD));
      counts.push({ login: login.length, reset: used.length });
      await app.close();
    }
    const [untold, told] = counts;
    expect(told).toEqual({ login: untold?.login, reset: (untold?.reset ?? 0) + 2 });
  });
});

/** The statements that the work sends. */
async function statementsOf(app: TestApp, work: () => Promise<unknown>): Promise<string[]> {
  const statements = await statementsSent(app.app.database, work);
  return statements.filter(sql => !TRANSACTION_CONTROL.test(sql) && !OF_OTHERS.test(sql));
}
