/** What one check of the doctor came to. A warning can wait, a fault cannot. Neither text ever holds a secret. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly says: string;
  /** What to do about it. */
  readonly advice?: string;
}
