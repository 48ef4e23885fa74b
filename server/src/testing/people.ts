import { simpleParser } from 'mailparser';
import { Job } from '../queue/job.ts';
import type { TestApp } from './testApp.ts';
import { GOOD_PASSWORD, type MailedLink, newClient, type TestClient } from './testClient.ts';

const LINK =
  /\/(password-reset-confirm|password-reset-revoke|register-confirm|email-change-revert|email-change)\/([^/\s]+)\/([^/\s]+)/g;

/** What a person finds in the newest mail to their address. */
export interface ReadMail {
  readonly subject: string;
  readonly text: string;
  /** By the first segment of their path. */
  readonly links: Readonly<Partial<Record<string, MailedLink>>>;
}

/** Waits until every job is done: sent, or found to have nothing to send. */
export async function queueIsEmpty({ app }: TestApp): Promise<void> {
  const queued = () => app.database.em.fork().count(Job, { state: 'queued' });
  while ((await queued()) > 0) await new Promise(resolve => setTimeout(resolve, 20));
}

/** All that these helpers need of a product, be it in this process or in one of its own. */
type Reachable = Pick<TestApp, 'url' | 'sink'>;

/**
 * Waits until the address has had that many mails in all, and reads the one that was asked for last: each is sent a
 * random moment later, so they may arrive in another order. Message-IDs are ordered by time.
 */
export async function readMail({ sink }: Reachable, address: string, count = 1): Promise<ReadMail> {
  const own = () => sink.mails.filter(mail => mail.to.includes(address));
  while (own().length < count) await sink.arrived(sink.mails.length + 1);
  const newest = own().reduce((one, other) => (one.messageId < other.messageId ? other : one));
  const mail = await simpleParser(newest.raw);
  const text = mail.text ?? '';
  const links = Object.fromEntries(
    [...text.matchAll(LINK)].map(([, path = '', uid = '', token = '']) => [path, { uid, token }]),
  );
  return { subject: mail.subject ?? '', text, links };
}

/** Asks for a reset, reads the mail and gives its two links; `count` is how many mails the address has then had. */
export async function askForReset(
  app: Reachable,
  address: string,
  count: number,
): Promise<{ reset: MailedLink; revoke: MailedLink }> {
  await newClient(app).requestPasswordReset(address);
  const { links } = await readMail(app, address, count);
  const { 'password-reset-confirm': reset, 'password-reset-revoke': revoke } = links;
  if (!reset || !revoke) throw new Error(`no reset links in the mail to ${address}`);
  return { reset, revoke };
}

/**
 * Creates an account by its mailed link, and returns a client that is not signed in. The address has then had one mail.
 */
export async function registerAccount(app: Reachable, address: string, password = GOOD_PASSWORD): Promise<TestClient> {
  const client = newClient(app);
  await client.register(address);
  const { links } = await readMail(app, address);
  const link = links['register-confirm'];
  if (!link) throw new Error(`no registration link in the mail to ${address}`);
  const result = await client.completeRegistration(link, password);
  if (result.__typename !== 'RegistrationComplete') throw new Error(`registration ended in ${result.__typename}`);
  return client;
}

/** Asks for a new address and reads the link to it; `count` is how many mails that address has then had. */
export async function askForEmailChange(
  app: Reachable,
  client: TestClient,
  newAddress: string,
  options: { readonly password?: string; readonly count?: number } = {},
): Promise<MailedLink> {
  const { __typename } = await client.requestEmailChange(newAddress, options.password);
  if (__typename !== 'EmailChangeRequested') throw new Error(`asking for ${newAddress} ended in ${__typename}`);
  const link = (await readMail(app, newAddress, options.count)).links['email-change'];
  if (!link) throw new Error(`no link in the mail to ${newAddress}`);
  return link;
}

/** Reads the link of the newest note to a former address, which has then had that many mails. */
export async function revertLinkIn(app: Reachable, formerAddress: string, count: number): Promise<MailedLink> {
  const link = (await readMail(app, formerAddress, count)).links['email-change-revert'];
  if (!link) throw new Error(`no link back in the mail to ${formerAddress}`);
  return link;
}
