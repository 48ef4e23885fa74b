/**
 * A log that writes one JSON line for each call. Fields and message must not contain an address, password, token or
 * cookie.
 */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
