import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** A key and a self-signed certificate for the given host (and 127.0.0.1 with `localhost`). */
export async function selfSignedCertificate(host = 'localhost'): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: 'commonName', value: host }], {
    keySize: 2048,
    extensions: [
      {
        name: 'subjectAltName',
        altNames:
          host === 'localhost'
            ? [
                { type: 2, value: host },
                { type: 7, ip: '127.0.0.1' },
              ]
            : [{ type: 2, value: host }],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** An authority that signs certificates of its own. */
export interface Authority {
  readonly cert: string;
  /** A certificate for a host name, an IP address, or the name of a person or role, and its key. */
  sign(name: string): Promise<{ readonly cert: string; readonly key: string }>;
}

/** Makes an authority that no one knows yet. */
export async function createAuthority(): Promise<Authority> {
  const own = await generate([{ name: 'commonName', value: 'An authority for tests' }], {
    keySize: 2048,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const ca = { cert: own.cert, key: own.private };
  return {
    cert: own.cert,
    async sign(name) {
      const signed = await generate([{ name: 'commonName', value: name }], {
        keySize: 2048,
        ca,
        extensions: [
          { name: 'subjectAltName', altNames: [isIP(name) ? { type: 7, ip: name } : { type: 2, value: name }] },
        ],
      });
      return { cert: signed.cert, key: signed.private };
    },
  };
}
