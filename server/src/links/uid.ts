/** An account's UUID in a link: base64url of its sixteen bytes, 22 characters. */
export function uidOfAccount(accountId: string): string {
  return Buffer.from(accountId.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The UUID behind a uid; undefined where the text is not exactly what {@link uidOfAccount} writes. */
export function accountIdOfUid(uid: string): string | undefined {
  const hex = Buffer.from(uid, 'base64url').toString('hex');
  if (hex.length !== 32) return undefined;
  const accountId = hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  return uidOfAccount(accountId) === uid ? accountId : undefined;
}

/** An address in a registration link: base64url of its UTF-8. */
export function uidOfAddress(address: string): string {
  return Buffer.from(address).toString('base64url');
}

/** The text behind such a uid; undefined where it is not exactly what {@link uidOfAddress} writes. */
export function addressOfUid(uid: string): string | undefined {
  const address = Buffer.from(uid, 'base64url').toString('utf8');
  return uidOfAddress(address) === uid ? address : undefined;
}
