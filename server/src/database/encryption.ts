import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type ConnectionOptions, createSecureContext, getCACertificates } from 'node:tls';
import { StartupError } from '../config/startupError.ts';
import type { Encryption } from '../sql/postgresqlPool.ts';
import { isSocket, type PostgresqlSettings } from '../sql/postgresqlSettings.ts';

type EncryptionSettings = Pick<PostgresqlSettings, 'host' | 'sslMode' | 'sslRootCert' | 'sslCert' | 'sslKey'>;

/**
 * The ways to connect, in the order in which they are tried, as libpq's sslmode means them (the driver's own reading of
 * sslmode differs). A socket is never encrypted. Throws StartupError where a file with certificates is of no use.
 */
export function encryptionsOf(settings: EncryptionSettings): readonly [Encryption, ...Encryption[]] {
  if (isSocket(settings)) return [false];
  switch (settings.sslMode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unchecked(settings)];
    case 'prefer':
      return [unchecked(settings), false];
    case 'require':
      // With an authority at hand libpq checks it.
      return [settings.sslRootCert === undefined ? unchecked(settings) : checked(settings)];
    case 'verify-ca':
    case 'verify-full':
      return [checked(settings)];
  }
}

function unchecked(settings: EncryptionSettings): ConnectionOptions {
  return { ...ownCertificate(settings), rejectUnauthorized: false };
}

function checked(settings: EncryptionSettings): ConnectionOptions {
  const { host, sslMode } = settings;
  return {
    ...ownCertificate(settings),
    ...authorities(settings),
    rejectUnauthorized: true,
    ...(sslMode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    // Without a name to ask for, Node would look for "localhost" in the certificate.
    ...(isIP(host) && { host }),
  };
}

/** Without sslrootcert, those that Node comes with. */
function authorities({ sslRootCert }: EncryptionSettings): ConnectionOptions {
  if (sslRootCert === undefined) return {};
  if (sslRootCert !== 'system') return { ca: certificatesIn('sslrootcert', sslRootCert) };
  const ca = getCACertificates('system');
  if (ca.length > 0) return { ca };
  throw new StartupError(
    'DATABASE_URL has sslrootcert=system, and this machine trusts no authority: install its package ca-certificates.',
  );
}

function ownCertificate({ sslCert, sslKey }: EncryptionSettings): ConnectionOptions {
  if (sslCert === undefined || sslKey === undefined) return {};
  const own = { cert: certificatesIn('sslcert', sslCert), key: textOf('sslkey', sslKey) };
  try {
    createSecureContext(own);
  } catch {
    throw new StartupError(
      'DATABASE_URL names an sslkey that is not the key of sslcert, or one that is protected by a password.',
    );
  }
  return own;
}

function certificatesIn(parameter: string, file: string): string {
  const text = textOf(parameter, file);
  try {
    createSecureContext({ ca: text });
    if (/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(text)) return text;
  } catch {
    // Falls through to the one answer for what holds no certificates.
  }
  throw new StartupError(`DATABASE_URL names an ${parameter} that holds no certificate in PEM: ${file}`);
}

function textOf(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(`DATABASE_URL names an ${parameter} that cannot be read (${code}): ${file}`);
  }
}
