/** How the product presents itself, in pages and mails. */
export interface Brand {
  readonly name: string;
  /** `#rrggbb`, for buttons and the mark. */
  readonly colour: string;
  /** A path on this server; without one the built-in mark is shown. */
  readonly logoUrl?: string | undefined;
  /** Where a reader finds help; either may be missing. */
  readonly supportUrl?: string | undefined;
  readonly supportEmail?: string | undefined;
}
