/** What a postman has done, for metrics. */
export type PostmanEvent =
  /** Milliseconds from the request to the mail server's acceptance. */
  | { kind: 'sent'; job: string; sinceRequestMs: number }
  | { kind: 'nothing-to-send'; job: string }
  | { kind: 'retried'; job: string }
  | { kind: 'parked'; job: string; count: number }
  /** No mail came through: the server is down, or refuses us. */
  | { kind: 'server-failed'; operatorFault: boolean };

/** The few functions of a JSON logger that the postman needs; pino's and Fastify's fit. */
export type MailLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};
