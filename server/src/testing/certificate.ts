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
