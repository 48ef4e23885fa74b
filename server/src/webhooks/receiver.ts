/** Where webhooks go, and how they are signed. */
export interface WebhookReceiver {
  /** It may hold a token, so no log shows it. */
  readonly url: string;
  /** All of them sign, so that the receiver can change its secret at any time while rotating. At least one. */
  readonly secrets: readonly string[];
  /** Whether addresses of private networks are allowed. */
  readonly privateNetwork: boolean;
}
