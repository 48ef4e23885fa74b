import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DkimKey } from './mailServer.ts';

/**
 * Reads the key that mails are signed with, from a PEM file. Throws where the file cannot be read, is no private key,
 * or is no RSA key of at least 1024 bits (RFC 8301). Many receivers, and nodemailer, do not know Ed25519 (RFC 8463).
 */
export function readDkimKey(domain: string, selector: string, file: string): DkimKey {
  const privateKey = readFileSync(file, 'utf8');
  let key: KeyObject;
  try {
    key = createPrivateKey(privateKey);
  } catch {
    throw new Error(`${file} holds no private key in PEM`);
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 1024) {
    throw new Error(`${file} holds no RSA key of at least 1024 bits`);
  }
  return { domain, selector, privateKey };
}
