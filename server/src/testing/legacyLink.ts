import { createHmac } from 'node:crypto';
import type { LinkPurpose, LinkState, MailedLink } from '../links/signedLink.ts';

/** A link as version 0.1 wrote it: in base64url, which no mail program may change the letter case of. */
export function signLegacyLink(
  key: string,
  claim: {
    readonly purpose: LinkPurpose;
    readonly subject: Buffer;
    readonly state: LinkState;
    readonly issuedAt: Date;
  },
): MailedLink {
  const uid = claim.subject.toString('base64url');
  const time = Buffer.alloc(6);
  time.writeUIntBE(claim.issuedAt.getTime(), 0, 6);
  const fields = claim.state.flatMap(value => (value === null ? ['null', ''] : ['text', value]));
  const fingerprint = hmac(key, ['state', claim.purpose, ...fields]).subarray(0, 15);
  const signature = hmac(key, ['link', claim.purpose, uid, time, fingerprint]);
  return { uid, token: Buffer.concat([time, fingerprint, signature]).toString('base64url') };
}

function hmac(key: string, fields: ReadonlyArray<string | Buffer>): Buffer {
  const mac = createHmac('sha256', key);
  for (const field of fields) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(field));
    mac.update(length).update(field);
  }
  return mac.digest();
}
