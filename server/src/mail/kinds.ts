import type { Device } from '../domain/describeDevice.ts';
import { defineMail, type ValuesOf, type ValueType } from './defineMail.ts';

const ADDRESS = 'anna.example@example.com';

/** Links that look real but do not work. */
const link = (path: string) =>
  `https://rekey.example/${path}/MmQ1YTQ2ZjgtYjE/dtxg4k-c5d0a8e7f1b94d1c9a3f0b6e2d8c7a5f4e3b2a19`;
const page = (path: string) => `https://rekey.example/${path}`;
const DEVICE: Device = { browser: 'Firefox', system: 'Windows', handheld: false };

const passwordReset = defineMail({
  name: 'password-reset',
  job: 'password-reset',
  /** `device` is the one that asked. */
  values: { address: 'text', device: 'device', resetUrl: 'link', revokeUrl: 'link', expiresIn: 'duration' },
  links: { button: 'resetUrl', second: 'revokeUrl' },
  sample: {
    address: ADDRESS,
    device: DEVICE,
    resetUrl: link('password-reset-confirm'),
    revokeUrl: link('password-reset-revoke'),
    expiresIn: 3_600,
  },
});

const registration = defineMail({
  name: 'registration',
  job: 'registration',
  values: { address: 'text', registerUrl: 'link', expiresIn: 'duration' },
  links: { button: 'registerUrl' },
  sample: { address: ADDRESS, registerUrl: link('register-confirm'), expiresIn: 86_400 },
});

/** An operator's invitation. Where the address is taken, its owner gets the same note as after a registration. */
const invitation = defineMail({
  name: 'invitation',
  job: 'invitation',
  values: { address: 'text', registerUrl: 'link', expiresIn: 'duration' },
  links: { button: 'registerUrl' },
  sample: { address: ADDRESS, registerUrl: link('register-confirm'), expiresIn: 86_400 },
});

/** The answer to a registration where the address is taken. */
const alreadyRegistered = defineMail({
  name: 'already-registered',
  job: 'registration',
  /** `resetUrl` is the page on which a reset is asked for; it carries no token. */
  values: { address: 'text', loginUrl: 'link', resetUrl: 'link' },
  links: { button: 'loginUrl', second: 'resetUrl' },
  sample: { address: ADDRESS, loginUrl: page('login'), resetUrl: page('password-reset') },
});

const passwordChanged = defineMail({
  name: 'password-changed',
  job: 'password-changed',
  /** `resetUrl` as above. */
  values: { address: 'text', device: 'device', changedAt: 'time', resetUrl: 'link' },
  links: { button: 'resetUrl' },
  sample: {
    address: ADDRESS,
    device: DEVICE,
    changedAt: new Date('2026-03-14T15:09:00Z'),
    resetUrl: page('password-reset'),
  },
});

/** To the new address of an account, which counts only once its reader has said so. */
const emailChange = defineMail({
  name: 'email-change',
  job: 'email-change',
  /** `device` is the one that asked. */
  values: { address: 'text', device: 'device', askedAt: 'time', changeUrl: 'link', expiresIn: 'duration' },
  links: { button: 'changeUrl' },
  sample: {
    address: ADDRESS,
    device: DEVICE,
    askedAt: new Date('2026-03-14T15:09:00Z'),
    changeUrl: link('email-change'),
    expiresIn: 86_400,
  },
});

/** To the former address of an account, with the way back. */
const emailChanged = defineMail({
  name: 'email-changed',
  job: 'email-changed',
  values: { address: 'text', device: 'device', changedAt: 'time', revertUrl: 'link', expiresIn: 'duration' },
  links: { button: 'revertUrl' },
  sample: {
    address: ADDRESS,
    device: DEVICE,
    changedAt: new Date('2026-03-14T15:09:00Z'),
    revertUrl: link('email-change-revert'),
    expiresIn: 604_800,
  },
});

/** To the address that an operator has given to an account. */
const newAddress = defineMail({
  name: 'new-address',
  job: 'new-address',
  /** `resetUrl` as above. */
  values: { address: 'text', changedAt: 'time', loginUrl: 'link', resetUrl: 'link' },
  links: { button: 'loginUrl', second: 'resetUrl' },
  sample: {
    address: ADDRESS,
    changedAt: new Date('2026-03-14T15:09:00Z'),
    loginUrl: page('login'),
    resetUrl: page('password-reset'),
  },
});

/** The last mail to an address, after its account was deleted. */
const accountDeleted = defineMail({
  name: 'account-deleted',
  job: 'account-deleted',
  /** `startUrl` is the start page, since it is not known whether accounts can still be created when the mail is read. */
  values: { address: 'text', deletedAt: 'time', startUrl: 'link' },
  links: { button: 'startUrl' },
  sample: { address: ADDRESS, deletedAt: new Date('2026-03-14T15:09:00Z'), startUrl: page('') },
});

/** A sign-in from a device that is not known yet. */
const newDevice = defineMail({
  name: 'new-device',
  job: 'new-device',
  /** `resetUrl` as above. */
  values: { address: 'text', device: 'device', signedInAt: 'time', resetUrl: 'link', accountUrl: 'link' },
  links: { button: 'resetUrl', second: 'accountUrl' },
  sample: {
    address: ADDRESS,
    device: DEVICE,
    signedInAt: new Date('2026-03-14T15:09:00Z'),
    resetUrl: page('password-reset'),
    accountUrl: page('account'),
  },
});

/** A burst of failed sign-ins. */
const failedSignIns = defineMail({
  name: 'failed-sign-ins',
  job: 'failed-sign-ins',
  /** `resetUrl` as above; `count` failures since `since`. */
  values: { address: 'text', count: 'count', since: 'time', resetUrl: 'link', accountUrl: 'link' },
  links: { button: 'resetUrl', second: 'accountUrl' },
  sample: {
    address: ADDRESS,
    count: 20,
    since: new Date('2026-03-14T15:09:00Z'),
    resetUrl: page('password-reset'),
    accountUrl: page('account'),
  },
});

const MAILS = [
  passwordReset,
  registration,
  invitation,
  alreadyRegistered,
  passwordChanged,
  newDevice,
  failedSignIns,
  emailChange,
  emailChanged,
  newAddress,
  accountDeleted,
] as const;

type AnyMail = (typeof MAILS)[number];

/** The mails that the product sends. */
export type MailName = AnyMail['name'];

/** The kinds of job that mail carries; each has a composer in start/mailKinds.ts. */
export type MailJobKind = AnyMail['job'];

/** Every kind of job that mail carries. */
export const MAIL_JOB_KINDS: readonly MailJobKind[] = [...new Set(MAILS.map(({ job }) => job))];

/** The values of a mail. */
export type MailValues<Name extends MailName> = ValuesOf<Extract<AnyMail, { name: Name }>['values']>;

/** The definition of any mail. */
export interface AnyMailDefinition {
  readonly name: MailName;
  readonly job: MailJobKind;
  readonly values: Readonly<Record<string, ValueType>>;
  readonly links: { readonly button: string; readonly second?: string };
  readonly sample: Readonly<Record<string, string | number | Date | Device>>;
}

/** The names of all mails. */
export const MAIL_NAMES: readonly MailName[] = MAILS.map(({ name }) => name);

/** Every mail by its name. */
export const MAIL_DEFINITIONS = Object.fromEntries(
  MAILS.map((mail): [MailName, AnyMailDefinition] => [mail.name, mail]),
) as Record<MailName, AnyMailDefinition>;
