/** What a link about an account names: the sixteen bytes of its UUID. */
export function subjectOfAccount(accountId: string): Buffer {
  return Buffer.from(accountId.replaceAll('-', ''), 'hex');
}

/** The UUID that a link names; undefined where it names something else. */
export function accountIdOf(subject: Buffer): string | undefined {
  if (subject.length !== 16) return undefined;
  return subject.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
