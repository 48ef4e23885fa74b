import { domainToASCII } from 'node:url';

/** RFC 5321, section 4.5.3.1, in octets; a path has two more, for its angle brackets. */
const MAX_LOCAL_PART = 64;
const MAX_DOMAIN = 255;
const MAX_ADDRESS = 254;

/** RFC 5322, section 3.2.3, and RFC 6532 beyond ASCII. */
const DOT_ATOM =
  /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\u{10ffff}]+(?:\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\u{10ffff}]+)*$/u;
/** What a quoted local part may hold (RFC 5321, section 4.1.2, qtextSMTP and quoted-pairSMTP). */
const QUOTABLE = /^[\x20-\x7e\u00a0-\u{10ffff}]+$/u;
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** An address as it is written to a mail server and in a header. */
export interface WireAddress {
  readonly address: string;
  readonly domain: string;
  /** Its local part has letters beyond ASCII. So it only passes servers with SMTPUTF8 (RFC 6531). */
  readonly international: boolean;
}

/**
 * Writes an address as SMTP wants it: a local part that is no dot-atom, such as `taro..yamada`, in quotes; the domain
 * in A-labels (RFC 5890). Returns a reason instead where no mail server may take it.
 */
export function wireAddress(address: string): WireAddress | string {
  const at = address.lastIndexOf('@');
  if (at < 1) return 'it is no mail address';
  const domain = wireDomain(address.slice(at + 1));
  if (domain === undefined) return 'its domain is no domain name';
  const localPart = wireLocalPart(address.slice(0, at));
  if (localPart === undefined) return 'the part before its @ is not valid';
  if (Buffer.byteLength(localPart) > MAX_LOCAL_PART)
    return `the part before its @ is longer than ${MAX_LOCAL_PART} octets`;
  const written = `${localPart}@${domain}`;
  if (Buffer.byteLength(written) > MAX_ADDRESS) return `it is longer than ${MAX_ADDRESS} octets`;
  return { address: written, domain, international: /[^\x20-\x7e]/.test(localPart) };
}

function wireLocalPart(written: string): string | undefined {
  const quoted = QUOTED.exec(written)?.[1]?.replace(/\\(.)/gs, '$1');
  const localPart = quoted ?? written;
  if (!localPart.isWellFormed()) return undefined;
  if (DOT_ATOM.test(localPart)) return localPart;
  if (!QUOTABLE.test(localPart) || (quoted === undefined && /["\\\s<>@]/.test(localPart))) return undefined;
  return `"${localPart.replace(/["\\]/g, '\\$&')}"`;
}

/** A name of the DNS, in A-labels. An address of a host is none: strict servers refuse it. */
function wireDomain(written: string): string | undefined {
  // Node reads a domain as the host of a URL, which would decode %6d and cut at a slash.
  if (/[\s%:/?#@[\]\\<>^|]/.test(written)) return undefined;
  const domain = domainToASCII(written);
  const labels = domain.split('.');
  if (domain.length > MAX_DOMAIN || !labels.every(label => LABEL.test(label))) return undefined;
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : domain;
}
