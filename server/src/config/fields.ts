import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { parseEmailAddress } from '../domain/emailAddress.ts';
import { type Network, parseNetwork } from '../domain/network.ts';
import { senderOf } from '../mail/sender.ts';
import type { DatabaseLocation } from '../sql/database.ts';

/** A number of decimal digits between two bounds, both among those allowed. */
export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, error)
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
};
const ON = new Set(['on', 'true', '1', 'yes']);
const OFF = new Set(['off', 'false', '0', 'no']);

/** Whether the text of a switch says on. */
export function isSwitchedOn(text: string | undefined): boolean {
  return text !== undefined && ON.has(text.toLowerCase());
}

/** Whether the text of a switch says off. */
export function isSwitchedOff(text: string | undefined): boolean {
  return text !== undefined && OFF.has(text.toLowerCase());
}

/** Keys that are separated by commas, without white space around them; empty ones are left out. */
export function keysIn(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map(key => key.trim())
    .filter(Boolean);
}

/** A switch: on, true, 1, yes, or off, false, 0, no. */
export const onOrOff = z
  .string()
  .refine(text => isSwitchedOn(text) || isSwitchedOff(text), 'must be on or off')
  .transform(isSwitchedOn);

const ENVIRONMENTS = ['production', 'development', 'test'] as const;

/** Exactly one of three: another spelling of `production` must not start a server in development mode. */
export const nodeEnvironment = z.string().transform((text, context) => {
  const known = ENVIRONMENTS.find(name => name === text);
  if (known) return known;
  const meant = /^(prod|prd|live)/i.test(text.trim())
    ? 'production'
    : ENVIRONMENTS.find(name => name === text.trim().toLowerCase());
  context.addIssue(`must be production, development or test${meant ? `; write it as ${meant}` : ''}`);
  return z.NEVER;
});

/** A duration of up to ten years. */
export const seconds = wholeNumber(1, 10 * 365 * 24 * 60 * 60);

/** Scheme, host and port, without a slash at its end. */
export const origin = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url && ['http:', 'https:'].includes(url.protocol) && url.origin === text.replace(/\/$/, '')) return url.origin;
  context.addIssue('must be an origin such as https://login.example.com, without a path');
  return z.NEVER;
});

/** Where the database is. */
export const databaseLocation = z.string().transform((text, context): DatabaseLocation => {
  const [, sqliteFile] = /^sqlite:(?:\/\/(?=\/))?([^?]+)$/.exec(text) ?? [];
  if (sqliteFile) {
    return {
      kind: 'sqlite',
      file: sqliteFile === ':memory:' || isAbsolute(sqliteFile) ? sqliteFile : resolve(sqliteFile),
    };
  }
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return { kind: 'postgresql', url: text };
  context.addIssue('must be sqlite:path/to/file or postgresql://user:password@host:port/database');
  return z.NEVER;
});

/** Addresses and networks, separated by commas. */
export const networks = z.string().transform((text, context): Network[] => {
  const parsed = text.split(',').map(parseNetwork);
  if (parsed.every(network => network !== undefined)) return parsed;
  context.addIssue('must be addresses or networks such as 192.0.2.0/24, 2001:db8::/32, separated by commas');
  return z.NEVER;
});

/** No proxy, how many, or which. */
export const proxies = z.string().transform((text, context) => {
  if (/^(off|false|0)$/i.test(text)) return false;
  if (/^\d{1,2}$/.test(text)) return Number(text);
  const addresses = text.split(',').map(part => part.trim());
  if (addresses.every(isProxyAddress)) return addresses;
  context.addIssue('must be off, a number of proxies, or their addresses or networks, separated by commas');
  return z.NEVER;
});

/** An address, a network in CIDR notation, or a name for private networks. */
function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  return parseNetwork(text) !== undefined;
}

/** One line of readable text: what goes into a mail header or a page title must not hold a line break. */
export const oneLine = z.string().regex(/^[^\p{Cc}]{1,200}$/u, 'must be one line of at most 200 characters');

/**
 * A name that people read in pages, mails and their headers. Separators of lines end one in some programs; embeddings
 * and overrides of direction go on behind the name; a replacement character stands for a letter of another encoding.
 */
export const shownName = oneLine
  .transform(text => text.trim())
  .refine(text => /[^\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]/u.test(text), 'must hold a visible character')
  .refine(
    text => !/[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd\p{Cs}]/u.test(text),
    'must not hold line separators, directional overrides or unreadable characters',
  );

/** The one sender of every mail: an address, or `Name <address>`. */
export const mailSender = oneLine
  .transform(text => text.trim())
  .superRefine((text, context) => {
    try {
      const { success, error } = shownName.safeParse(senderOf(text, 'Rekey').name);
      if (!success) context.addIssue(`has a name that ${error.issues[0]?.message}`);
    } catch (error) {
      context.addIssue((error as Error).message);
    }
  });

/** A colour, as in CSS. */
export const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #3b5bdb');

/** A path on this server. */
export const ownPath = z.string().regex(/^\/(?!\/)[\w./-]*$/, 'must be a path on this server, such as /brand/logo.svg');

/** The address of a page. */
export const webAddress = z
  .string()
  .refine(
    text => /^https?:\/\//.test(text) && URL.canParse(text),
    'must be an address such as https://example.com/help',
  );

/** An address that mail can be sent to. */
export const mailAddress = z.string().transform((text, context) => {
  const email = parseEmailAddress(text);
  if (email) return email;
  context.addIssue('must be a mail address');
  return z.NEVER;
});
