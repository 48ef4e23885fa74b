/**
 * What became of one attempt to hand over a mail.
 * - `accepted`: the server took the mail over, and with it the duty to deliver it (RFC 5321, section 4.2.5).
 * - `refused`: the server will not take this mail, now or later; the next mail may well be taken.
 * - `put-off`: the server may take this mail later; the next mail may well be taken now.
 * - `server-failed`: no mail would have come through: unreachable, broken or unwilling, until somebody or time mends it.
 */
export type Delivery =
  | { kind: 'accepted'; reply: string }
  | { kind: 'refused'; reply: string }
  | { kind: 'put-off'; reply: string }
  | {
      kind: 'server-failed';
      reply: string;
      /** True when waiting will hardly help: a rejected login, a bad certificate, no STARTTLS, a refused sender. */
      operatorFault: boolean;
    };
