/** How the connection to the mail server is protected. */
type MailServerTls =
  /** A plain connection that must be upgraded before anything is said (port 587). */
  | 'starttls-required'
  /** TLS from the first byte (port 465). */
  | 'implicit'
  /** No TLS, not even when it is offered: for a sink on the same machine. */
  | 'none';

/** The mail server that takes our mails, from the EMAIL_* variables. */
export type MailServer = {
  host: string;
  port: number;
  tls: MailServerTls;
  user?: string;
  pass?: string;
  /** `name@example.com` or `Name <name@example.com>`; without a name the brand's is shown. */
  from: string;
  /** PEM certificates to trust besides the system's, for a server with a private authority. */
  trustedCertificates?: string;
};

/** Signs every mail so that the receiver can tell that it is ours (RFC 6376). */
export type DkimKey = {
  domain: string;
  selector: string;
  /** PEM. */
  privateKey: string;
};
