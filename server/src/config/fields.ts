import { isIP, isIPv4 } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { parseEmailAddress } from '../domain/emailAddress.ts';
import { isLoopback } from '../domain/loopback.ts';
import { type Network, parseNetwork } from '../domain/network.ts';
import { senderOf } from '../mail/sender.ts';
import type { DatabaseLocation } from '../sql/database.ts';
import { isPostgresqlUrl, parseDatabaseUrl } from './databaseUrl.ts';
import { invisibleIn, unwrapped } from './wrapping.ts';

/** A number of decimal digits between two bounds, both among those allowed. */
export const wholeNumber = (min: number, max: number, of = '') => {
  const error = `must be a whole number${of} from ${min} to ${max}, in digits alone`;
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

/** A line that can be a key of its own. Production refuses shorter keys, and service keys are never shorter. */
export const LEAST_KEY_LENGTH = 32;

/**
 * Keys that are separated by commas, without white space and quotation marks around them; empty ones are left out.
 * Line breaks may be a part of a key, as in `openssl rand -base64 96`, or stand between keys. So both readings count.
 */
export function keysIn(list: string | undefined): string[] {
  return unwrapped(list ?? '')
    .split(',')
    .map(unwrapped)
    .filter(Boolean)
    .flatMap(key => [key, ...linesOf(key).filter(line => line !== key && line.length >= LEAST_KEY_LENGTH)]);
}

function linesOf(text: string): string[] {
  return text.split(/[\r\n]+/).map(unwrapped);
}

/** The entries of a list that is separated by commas. One may stand after the last, as programs write lists. */
function entriesIn(list: string): string[] {
  return list
    .replace(/,\s*$/, '')
    .split(',')
    .map(entry => entry.trim());
}

/** The secrets of a list that is separated by commas. */
export function secretsIn(list: string): string[] {
  return list.split(',').map(unwrapped).filter(Boolean);
}

/** Keys that programs send in a header, separated by commas. */
export const serviceKeys = z.string().transform((text, context): string[] => {
  const keys = secretsIn(text);
  if (keys.every(key => /^[\x21-\x7e]+$/.test(key) && key.length >= LEAST_KEY_LENGTH)) return keys;
  context.addIssue(
    `must be keys of at least ${LEAST_KEY_LENGTH} characters each, of ASCII and without spaces, separated by commas; make one with: openssl rand -base64 48`,
  );
  return z.NEVER;
});

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
export const seconds = wholeNumber(1, 10 * 365 * 24 * 60 * 60, ' of seconds');

/** A name of DNS, or of a container beside this one. A last label of digits would be read as an IPv4 address. */
const HOST_NAME =
  /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*(?!\d+\.?$|0x[\da-f]*\.?$)[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.?$/i;

/** What programs write into a value for a part that is missing. */
const MISSING_PART = /^(?:undefined|null|none|nil)$/i;

/** A name of DNS in its ASCII form (IDNA); undefined for what is none. */
function asciiName(text: string): string | undefined {
  // The conversion drops what stands after a host in a URL, and characters without a width.
  if (/[\s/\\?#@:%]/.test(text) || invisibleIn(text) !== undefined) return undefined;
  const name = domainToASCII(text);
  return HOST_NAME.test(name) ? name : undefined;
}

/** A name or an IP address, in brackets or not. */
export const hostName = z.string().transform((text, context) => {
  const host = text.replace(/^\[([^[\]]*)\]$/, '$1');
  if (isIP(host)) return host;
  const name = asciiName(host);
  if (name !== undefined && !MISSING_PART.test(name)) return name;
  context.addIssue('must be a host name or an IP address alone, without scheme, port or path');
  return z.NEVER;
});

/**
 * Parses the address of a web page or service. Undefined for what is none, and for what browsers would read as something
 * else than what stands there: a user before the host, numbers that become an IPv4 address, a backslash, a tab.
 */
export function parseWebAddress(text: string): URL | undefined {
  const authority = /^https?:\/\/([^/?#\\\s%@]+)(?:[/?#][^\\\s]*)?$/i.exec(text)?.[1];
  const url = authority === undefined || invisibleIn(text) ? null : URL.parse(text);
  if (!url || url.port === '0' || MISSING_PART.test(url.hostname)) return undefined;
  if (isIPv4(url.hostname)) return authority?.replace(/:\d+$/, '') === url.hostname ? url : undefined;
  return url.hostname.startsWith('[') || HOST_NAME.test(url.hostname) ? url : undefined;
}

/** Addresses to listen on, which no one can open. */
const EVERY_ADDRESS = ['0.0.0.0', '[::]'];

/** Segments that every server, proxy and browser reads alike: nothing that one of them would decode, resolve or drop. */
const PLAIN_PATH = /^(?:\/(?!\.)[\w.~-]+)*$/;

/** What stays at the root of the port, regardless of the path of PUBLIC_URL. */
const ROOT_PATH = /^\/(?:healthz|readyz|metrics)(?:\/|$)/i;

/**
 * Scheme, host and port in their usual form: in lower case, in ASCII, without the scheme's own port. A path may follow,
 * without a slash at its end.
 */
export const publicUrl = z.string().transform((text, context) => {
  const url = parseWebAddress(text);
  // As it stands there: the parser has resolved dots already.
  const path = text.replace(/^https?:\/\/[^/?#]*/i, '').replace(/\/$/, '');
  if (!url || !isOpenable(url) || !PLAIN_PATH.test(path)) {
    context.addIssue(
      'must be an origin that browsers can open, such as https://login.example.com, or one with a path, such as https://example.com/auth, of letters, digits and - _ . ~ between single slashes',
    );
    return z.NEVER;
  }
  if (!ROOT_PATH.test(path)) return `${url.origin}${path}`;
  context.addIssue('must not have a path that begins with /healthz, /readyz or /metrics, which stay where they are');
  return z.NEVER;
});

/** Whether a browser can open the address: it has a host of its own, and in its usual spelling. */
function isOpenable(url: URL): boolean {
  return !url.hostname.endsWith('.') && !EVERY_ADDRESS.includes(url.hostname);
}

/** Whether no one can read or change what travels to a web address: it is encrypted, or stays on this machine. */
export function isHttpsOrOwnMachine(url: URL): boolean {
  return url.protocol === 'https:' || isLoopback(url.hostname);
}

/**
 * The same of an address that this program asks itself. Names below localhost do not count: where the system's resolver
 * does not know them, a name server may answer with any address.
 */
export function isHttpsOrLoopback(url: URL): boolean {
  return url.protocol === 'https:' || (isLoopback(url.hostname) && !/\.localhost\.?$/i.test(url.hostname));
}

/** Where people go on to: a path of the origin of PUBLIC_URL, or an address of another one. In its usual form. */
export const homeAddress = z.string().transform((text, context) => {
  const isPath = /^\/(?![/\\])[^\s\\]*$/.test(text) && invisibleIn(text) === undefined;
  const url = isPath ? URL.parse(text, 'https://host.invalid') : parseWebAddress(text);
  if (url && isPath && !url.pathname.startsWith('//')) return `${url.pathname}${url.search}${url.hash}`;
  if (url && !isPath && isOpenable(url) && isHttpsOrOwnMachine(url)) return url.href;
  context.addIssue('must be a path such as /dashboard, or an https address such as https://app.example.com/');
  return z.NEVER;
});

/** Origins, separated by commas, each in its usual form. */
export const origins = z.string().transform((text, context): string[] => {
  const parsed = entriesIn(text).map(originIn);
  if (parsed.every(origin => origin !== undefined)) return parsed;
  context.addIssue(
    'must be https origins such as https://app.example.com, separated by commas, without paths and placeholders; http is for this machine alone',
  );
  return z.NEVER;
});

function originIn(text: string): string | undefined {
  const url = parseWebAddress(text);
  const isBare = url?.pathname === '/' && /^https?:\/\/[^/?#]+\/?$/i.test(text);
  return url && isBare && isOpenable(url) && isHttpsOrOwnMachine(url) ? url.origin : undefined;
}

/** A path in the file system. */
export const filePath = z
  .string()
  .refine(
    text => !/^~|^\$[A-Z_]/.test(text) && invisibleIn(text) === undefined,
    'must be a path; no shell expands ~ or a variable in it',
  );

/** Where the database is. */
export const databaseLocation = z.string().transform((text, context): DatabaseLocation => {
  // After two slashes a URL has a host; a third one begins the path.
  const [, sqliteFile = ''] = /^sqlite:(?:\/\/(?=\/))?((?!\/\/)[^?]+)$/.exec(text) ?? [];
  if (filePath.safeParse(sqliteFile).success && /[^/]$/.test(sqliteFile)) {
    return {
      kind: 'sqlite',
      file: sqliteFile === ':memory:' || isAbsolute(sqliteFile) ? sqliteFile : resolve(sqliteFile),
    };
  }
  if (isPostgresqlUrl(text)) {
    const parsed = parseDatabaseUrl(text);
    if ('settings' in parsed) return { kind: 'postgresql', url: text };
    context.addIssue(parsed.problem);
  } else {
    context.addIssue('must be sqlite:path/to/file or postgresql://user:password@host:port/database');
  }
  return z.NEVER;
});

/** Addresses and networks, separated by commas. */
export const networks = z.string().transform((text, context): Network[] => {
  const parsed = entriesIn(text).map(parseNetwork);
  if (parsed.every(network => network !== undefined)) return parsed;
  context.addIssue('must be addresses or networks such as 192.0.2.0/24, 2001:db8::/32, separated by commas');
  return z.NEVER;
});

/** No proxy, how many, or which. */
export const proxies = z.string().transform((text, context) => {
  if (/^(off|false|0)$/i.test(text)) return false;
  if (/^\d{1,2}$/.test(text)) return Number(text) || false;
  const addresses = entriesIn(text);
  if (addresses.every(isProxyAddress)) return addresses;
  context.addIssue('must be off, a number of proxies, or their addresses or networks, separated by commas');
  return z.NEVER;
});

/** An address, a network in CIDR notation, or a name for private networks. */
function isProxyAddress(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  return parseNetwork(text) !== undefined;
}

/**
 * One line of readable text: what goes into a mail header or a page title must not hold a line break. Emoji and some
 * scripts need joiners without a width; other invisible characters come from copying.
 */
export const oneLine = z
  .string()
  .regex(
    /^[^\p{Cc}\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff]{1,200}$/u,
    'must be one line of at most 200 characters, without invisible ones',
  );

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

/** A path on this server for the logo. Our own address of the logo leads there, and must not lead to itself. */
export const logoPath = z
  .string()
  .regex(/^\/(?!\/)[\w./-]*$/, 'must be a path on this server, such as /brand/logo.svg')
  .refine(
    text => !/^\/brand\/(?:logo|mark)\/*$/.test(text),
    'must not be /brand/logo or /brand/mark, which Rekey answers itself',
  );

/** Not the start of another host, and nothing that browsers change or that ends the path elsewhere. */
const PATH_OF_PAGE = /^\/(?![/\\])[^\s\\<>"'`{}|^]*$/;

/**
 * A page of the product: an https address, or a path on this server. A page that lawyers link to must not be read, or
 * changed, on its way.
 */
export const pageAddress = z.string().transform((text, context) => {
  const path =
    PATH_OF_PAGE.test(text) && invisibleIn(text) === undefined ? URL.parse(text, 'https://own.invalid') : null;
  if (path?.host === 'own.invalid' && !path.pathname.startsWith('//')) return path.href.slice(path.origin.length);
  if (parseWebAddress(text)?.protocol === 'https:') return text;
  context.addIssue('must be an https address or a path on this server, such as https://example.com/terms or /terms');
  return z.NEVER;
});

/** The address of a page. */
export const webAddress = z
  .string()
  .refine(text => parseWebAddress(text) !== undefined, 'must be an address such as https://example.com/help');

/** An address that mail can be sent to. */
export const mailAddress = z.string().transform((text, context) => {
  const email = parseEmailAddress(text);
  if (email) return email;
  context.addIssue('must be a mail address');
  return z.NEVER;
});

/** Labels of DNS, such as a selector of DKIM, which may be a number. */
export const domainLabels = z.string().transform((text, context) => {
  const name = asciiName(`${text}.example`)?.replace(/\.example$/, '');
  if (name !== undefined) return name;
  context.addIssue('must be a name of DNS');
  return z.NEVER;
});

/** The name that a mail server, or the service that gives tokens, knows us by. */
export const loginName = oneLine.refine(text => invisibleIn(text) === undefined, 'holds an invisible character');

/** Google shows an app password in four groups, which a copy separates by spaces that do not break. */
const GOOGLE_APP_PASSWORD = /^[a-z]{4}(?:[\u00a0 ][a-z]{4}){3}$/;

/**
 * A password, exactly as it is given but for what no password holds: a byte order mark before it, line breaks after it,
 * and the other kind of space in an app password of Google.
 */
export const password = z
  .string()
  .transform(text => text.replace(/^\ufeff|[\r\n]+$/g, ''))
  .transform(text => (GOOGLE_APP_PASSWORD.test(text) ? text.replaceAll('\u00a0', ' ') : text))
  .refine(text => /^[^\r\n\0]+$/.test(text), 'must be one line');
