/**
 * A log that writes one JSON line for each call. No address, password, token or cookie may stand in fields or message.
 */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
