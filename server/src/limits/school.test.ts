import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { operatorOf } from '../testing/operator.ts';
import { registerAccount } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';
import { LIMITS, type Rule, WIDER } from './rules.ts';

const LOGIN =
  'mutation ($email: String!) { outcome: login(email: $email, password: "wrong password here") { __typename } }';

const RIGHT = `mutation ($email: String!) { outcome: login(email: $email, password: "${GOOD_PASSWORD}") { __typename } }`;

async function withApp(environment: Record<string, string>, work: (app: TestApp) => Promise<void>) {
  const app = await startTestApp({ RATE_LIMITS: 'on', TRUST_PROXY: '1', ...environment });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

const FROM = { 'x-forwarded-for': '203.0.113.7' };

/** How many of so many requests for a reset, each for another address, are served. */
async function servedResets(app: TestApp, count: number, known = 0) {
  for (let n = 0; n < known; n += 1) await operatorOf(app).bringIn(`pupil${n}@example.com`);
  const answers = await Promise.all(
    Array.from({ length: count }, (_, n) => newClient(app).requestPasswordReset(`pupil${n}@example.com`, FROM)),
  );
  return answers.filter(({ __typename }) => __typename === 'PasswordResetRequested').length;
}

/** How many of so many wrong passwords, each for another address, are judged. */
async function judgedGuesses(app: TestApp, count: number) {
  let judged = 0;
  for (let n = 0; n < count; n += 1) {
    const { data } = await newClient(app).send(LOGIN, { email: `guess${n}@example.com` }, FROM);
    if (data.outcome.__typename === 'InvalidCredentials') judged += 1;
  }
  return judged;
}

describe('many people behind one address', { tags: ['many-behind-one'] }, () => {
  it('are served: seventy ask for a reset at once, known and unknown, and yet there is an end', async () => {
    await withApp({}, async app => {
      expect(await servedResets(app, 70, 10)).toBe(70);
    });
    await withApp({}, async app => {
      const most = LIMITS.requestPasswordReset.client[0].attempts;
      expect(await servedResets(app, most + 20)).toBe(most);
    });
  });

  it('sign in together: two hundred right passwords at once, which cost the client nothing', async () => {
    await withApp({}, async app => {
      await registerAccount(app, 'teacher@example.com');
      const { passwordHash } = await operatorOf(app).find('teacher@example.com');
      const pupils = Array.from({ length: 200 }, (_, n) => `pupil${n}@example.com`);
      for (const pupil of pupils) await operatorOf(app).bringIn(pupil, passwordHash);
      const signIn = async (email: string) =>
        (await newClient(app).send(RIGHT, { email }, FROM)).data.outcome.__typename;
      // More than one client may try, had any of them been counted.
      for (const together of [pupils, pupils.slice(0, LIMITS.login.client[0].attempts - 199)]) {
        const refused = (await Promise.all(together.map(signIn))).filter(outcome => outcome !== 'LoggedIn');
        expect(refused).toEqual([]);
      }
    });
  }, 180_000);

  it('have more attempts where LIMITS_CLIENT_FACTOR says so', async () => {
    await withApp({ LIMITS_CLIENT_FACTOR: '2' }, async app => {
      const most = 2 * LIMITS.requestPasswordReset.client[0].attempts;
      expect(await servedResets(app, most + 20)).toBe(most);
    });
  });

  it('are not counted as one client where LIMITS_EXEMPT names their network; each address still is', async () => {
    await withApp({ LIMITS_EXEMPT: '203.0.113.0/24, 2001:db8::/48' }, async app => {
      const most = LIMITS.login.client[0].attempts;
      expect(await judgedGuesses(app, most + 5)).toBe(most + 5);
      const outcomes: string[] = [];
      for (let n = 0; n < 6; n += 1) {
        outcomes.push((await newClient(app).send(LOGIN, { email: 'one@example.com' }, FROM)).data.outcome.__typename);
      }
      expect(outcomes.at(-1)).toBe('TooManyRequests');
    });
  });

  it('meet the limits of a mailbox from a network that LIMITS_EXEMPT names, alone and together', async () => {
    await withApp({ LIMITS_EXEMPT: '203.0.113.0/24,2001:db8::/48' }, async app => {
      const { pair, address } = LIMITS.requestPasswordReset;
      const asked = async (client: string) => {
        const outcome = await newClient(app).requestPasswordReset('ada@example.com', { 'x-forwarded-for': client });
        return outcome.__typename === 'PasswordResetRequested';
      };
      const clients = [
        ...Array.from({ length: 10 }, (_, n) => `203.0.113.${n + 1}`),
        ...Array.from({ length: 10 }, (_, n) => `2001:db8:0:${n + 1}::1`),
      ];
      const served: number[] = [];
      for (const client of clients) {
        let count = 0;
        while (await asked(client)) count += 1;
        served.push(count);
      }
      expect(served[0]).toBe(pair[0].attempts);
      expect(served.reduce((sum, count) => sum + count)).toBe(address[0].attempts);
    });
  });
});

describe('docs/operations.md', () => {
  const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  const lasting = (seconds: number) => {
    if (seconds % 86_400 === 0) return seconds === 86_400 ? 'a day' : `${seconds / 86_400} days`;
    return seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds / 60} min`;
  };
  const cell = (rules: readonly Rule[]) => rules.map(rule => `${rule.attempts} in ${lasting(rule.seconds)}`).join(', ');
  const { login, requestPasswordReset: reset, register: mail, useLink, changePassword, failedSignInsMail } = LIMITS;

  it.each([
    [
      'sign in',
      `${cell(login.pair)} | ${cell(login.client)} | ${cell(login.address)} | ${cell(login.device)}, and nothing else`,
    ],
    [
      'ask for an email (reset, registration, change of address)',
      `${cell(mail.pair)} | ${cell(mail.client)} | ${cell(mail.address)} for the mailbox; a reset of an address without \`+tag\`: ${cell(reset.address)} | ${cell(mail.device)}; ${cell(mail.devices)} for all of the mailbox together, and beyond that as without one`,
    ],
    ['use a link that works', `${cell(useLink.link)} for its account or address`],
    ['use a link that does not work', `${cell(useLink.client)} for the client`],
    [
      'give the current password, to change it or the address or to delete the account: wrong ones and successes; a rejected new password is not counted',
      `${cell(changePassword.account)} for the account`,
    ],
    ['the email about failed sign-ins, after 20 of them', `${cell(failedSignInsMail.address)} for the address`],
  ])('states the limits as they are: %s', (tried, limits) => {
    expect(text).toContain(`\n| ${tried} | ${limits} |\n`);
    expect([LIMITS.requestPasswordResetOfTag, LIMITS.emailChangeMail]).toEqual([mail, mail]);
    expect(reset).toEqual({ ...mail, address: reset.address });
    expect([LIMITS.requestEmailChange, LIMITS.deleteAccount]).toEqual([changePassword, changePassword]);
  });

  it('and docs/security.md state how many clients use up the emails of the installation', () => {
    const anHour = 4 * mail.client[0].attempts;
    const { emailHourlyLimit } = readConfig({});
    const [addresses, networks] = [anHour, anHour * WIDER.client[1]].map(each => Math.ceil(emailHourlyLimit / each));
    expect([addresses, networks]).toEqual([17, 5]);
    const security = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
    expect(security).toContain('That takes 17 IPv4 addresses, or five /48.');
  });

  it('states what wider networks get', () => {
    const plain = text.replace(/\s+/g, ' ');
    expect(plain).toContain(`counts for the /56 and the /48, times ${WIDER.pair.join(' and ')}.`);
    expect(plain).toContain(`The limits of "one client" count for them times ${WIDER.client.join(' and ')}.`);
  });
});
