const UUID_BYTES = 16;

/** What a link about an account names: the sixteen bytes of its UUID. */
export function subjectOfAccount(accountId: string): Buffer {
  return Buffer.from(accountId.replaceAll('-', ''), 'hex');
}

/** The UUID that a link names; undefined where it names something else. */
export function accountIdOf(subject: Buffer): string | undefined {
  if (subject.length !== UUID_BYTES) return undefined;
  return subject.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/** What a link about an account and an address names: the UUID, and the address as UTF-8 behind it. */
export function subjectOfAddress(accountId: string, address: string): Buffer {
  return Buffer.concat([subjectOfAccount(accountId), Buffer.from(address)]);
}

/** The UUID and the text that such a link names; undefined where it names something else. */
export function accountAndAddressOf(
  subject: Buffer,
): { readonly accountId: string; readonly address: string } | undefined {
  const accountId = accountIdOf(subject.subarray(0, UUID_BYTES));
  return accountId === undefined ? undefined : { accountId, address: subject.subarray(UUID_BYTES).toString() };
}
