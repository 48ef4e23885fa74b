import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operatorOf } from '../testing/operator.ts';
import { askForEmailChange, askForReset, readMail, registerAccount, revertLinkIn } from '../testing/people.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, OTHER_PASSWORD, type TestClient } from '../testing/testClient.ts';

/** What a thief can do who knows the password and reads the mail of any number of other addresses. */
type Move = 'change' | 'leave a change unconfirmed' | 'change the password' | 'reset' | { readonly revert: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('change' as const) },
  { weight: 2, arbitrary: fc.record({ revert: fc.nat(9) }) },
  fc.constantFrom<Move>('leave a change unconfirmed', 'change the password', 'reset'),
);
const attack = fc.record({
  moves: fc.array(move, { maxLength: 5 }),
  /** Whether the owner has been through it before: what that left behind must not help the thief. */
  before: fc.array(move, { maxLength: 2 }).map(moves => (moves.length > 0 ? moves : undefined)),
});

/** Several at a time, each on an account of its own: most of it is waiting for mail. */
const AT_ONCE = 6;

let accounts = 0;

/** An account, its thief, and every link and password that the thief has ever had. */
class Theft {
  readonly owner: string;
  private readonly app: TestApp;
  private readonly name: string;
  private readonly mails = new Map<string, number>();
  private readonly changes: MailedLink[] = [];
  private readonly reverts: Array<{ readonly link: MailedLink; readonly address: string }> = [];
  private readonly resets: MailedLink[] = [];
  private readonly clients: TestClient[] = [];
  private readonly passwords = new Set([GOOD_PASSWORD]);
  private addresses = 0;
  private at: string;
  private password = GOOD_PASSWORD;

  constructor(app: TestApp) {
    accounts += 1;
    this.app = app;
    this.name = `n${accounts}`;
    this.owner = `${this.name}@owner.example`;
    this.at = this.owner;
  }

  /** How many mails the address has had once the next one has come. */
  private next(address: string): number {
    const count = (this.mails.get(address) ?? 0) + 1;
    this.mails.set(address, count);
    return count;
  }

  async open(): Promise<void> {
    await registerAccount(this.app, this.owner);
    this.next(this.owner);
  }

  private async signIn(): Promise<TestClient> {
    const client = newClient(this.app);
    expect(await client.login(this.at, this.password)).toMatchObject({ __typename: 'LoggedIn' });
    this.clients.push(client);
    return client;
  }

  private async ask(client: TestClient): Promise<{ link: MailedLink; address: string }> {
    this.addresses += 1;
    const address = `${this.name}.${this.addresses}@thief.example`;
    const options = { password: this.password, count: this.next(address) };
    const link = await askForEmailChange(this.app, client, address, options);
    this.changes.push(link);
    return { link, address };
  }

  private async choosePassword(reset: MailedLink): Promise<void> {
    this.password = this.password === GOOD_PASSWORD ? OTHER_PASSWORD : GOOD_PASSWORD;
    this.passwords.add(this.password);
    this.resets.push(reset);
    expect(await newClient(this.app).resetPassword(reset, this.password)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    await readMail(this.app, this.at, this.next(this.at));
  }

  /** The first change from the owner's address. Returns the link in the owner's note. */
  async steal(): Promise<MailedLink> {
    const client = await this.signIn();
    const { link, address } = await this.ask(client);
    expect(await client.confirmEmailChange(link)).toMatchObject({ __typename: 'EmailChanged' });
    this.at = address;
    return revertLinkIn(this.app, this.owner, this.next(this.owner));
  }

  async make(move: Move): Promise<void> {
    if (typeof move === 'object') {
      const note = this.reverts[move.revert % Math.max(1, this.reverts.length)];
      const { __typename } = note ? await newClient(this.app).revertEmailChange(note.link) : { __typename: '' };
      if (!note || __typename !== 'EmailChangeReverted') return;
      this.at = note.address;
      const mail = await readMail(this.app, this.at, this.next(this.at));
      return this.choosePassword(mail.links['password-reset-confirm'] as MailedLink);
    }
    if (move === 'reset') return this.choosePassword((await askForReset(this.app, this.at, this.next(this.at))).reset);
    const client = await this.signIn();
    if (move === 'change the password') {
      const other = this.password === GOOD_PASSWORD ? OTHER_PASSWORD : GOOD_PASSWORD;
      await client.send(
        `mutation { changePassword(currentPassword: "${this.password}", newPassword: "${other}") { __typename } }`,
      );
      this.password = other;
      this.passwords.add(other);
      await readMail(this.app, this.at, this.next(this.at));
      return;
    }
    const { link, address } = await this.ask(client);
    if (move === 'leave a change unconfirmed') return;
    const former = this.at;
    expect(await client.confirmEmailChange(link)).toMatchObject({ __typename: 'EmailChanged' });
    this.at = address;
    this.reverts.push({ link: await revertLinkIn(this.app, former, this.next(former)), address: former });
  }

  /** Everything that the thief has, once more. None of it may do anything. */
  async tryEverything(): Promise<void> {
    const outcomes: string[] = [];
    for (const { link } of this.reverts) outcomes.push((await newClient(this.app).revertEmailChange(link)).status);
    for (const link of this.changes) outcomes.push((await newClient(this.app).confirmEmailChange(link)).status);
    for (const link of this.resets)
      outcomes.push((await newClient(this.app).resetPassword(link, GOOD_PASSWORD)).status);
    expect([...new Set(outcomes)]).toEqual(['SPENT']);
    for (const password of this.passwords)
      for (const address of [this.owner, this.at])
        expect(await newClient(this.app).login(address, password)).toMatchObject({ __typename: 'InvalidCredentials' });
    for (const client of this.clients) expect(await client.me()).toBeNull();
  }

  /** The owner takes the account back with the first note, and chooses a new password by the mail that comes. */
  async takeBack(note: MailedLink): Promise<void> {
    expect(await newClient(this.app).revertEmailChange(note)).toMatchObject({ __typename: 'EmailChangeReverted' });
    await this.tryEverything();
    const mail = await readMail(this.app, this.owner, this.next(this.owner));
    const reset = mail.links['password-reset-confirm'] as MailedLink;
    const chosen = `only the owner knows ${this.name} spruce`;
    expect(await newClient(this.app).resetPassword(reset, chosen)).toMatchObject({
      __typename: 'PasswordResetComplete',
    });
    await readMail(this.app, this.owner, this.next(this.owner));
    await this.tryEverything();
    const { email } = await operatorOf(this.app).find(this.owner);
    expect(email).toBe(this.owner);
    // The thief learns that password too, should there be another time.
    this.at = this.owner;
    this.password = chosen;
    this.passwords.clear();
    this.clients.length = 0;
  }
}

describe('a thief who knows the password', { tags: ['email-change-undone'] }, () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it('cannot keep the owner from taking the account back with the first note, nor undo that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(attack, { minLength: AT_ONCE, maxLength: AT_ONCE }), async attacks => {
        await Promise.all(
          attacks.map(async ({ moves, before }) => {
            const theft = new Theft(app);
            await theft.open();
            if (before) {
              const note = await theft.steal();
              for (const move of before) await theft.make(move);
              await theft.takeBack(note);
            }
            const note = await theft.steal();
            for (const move of moves) await theft.make(move);
            await theft.takeBack(note);
          }),
        );
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);
});
