/** What a product is told about an account, in the words of the API. Each is also the kind of its job. */
export const WEBHOOK_TYPES = [
  'account.created',
  'account.deleted',
  'account.disabled',
  'account.enabled',
  'account.email_changed',
  'account.password_changed',
  'sessions.ended',
] as const;

/** One of {@link WEBHOOK_TYPES}. */
export type WebhookType = (typeof WEBHOOK_TYPES)[number];
