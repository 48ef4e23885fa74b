/** The result of one check. A `fault` keeps the server from working. No text holds a secret. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly says: string;
  /** What to do about it. */
  readonly advice?: string | undefined;
}
