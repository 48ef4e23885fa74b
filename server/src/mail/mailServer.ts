/** How the connection to the mail server is protected. */
type MailServerTls =
  /** A plain connection that must be upgraded by STARTTLS before the login (port 587). */
  | 'starttls-required'
  /** TLS from the first byte (port 465). */
  | 'implicit'
  /** No TLS, not even when it is offered: for a sink on the same machine. */
  | 'none';

/** A client of an OAuth 2 service, whose tokens stand for the password. Without a refresh token it logs in for itself. */
export interface OAuthClient {
  /** https, or http on this machine. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Secret. */
  readonly clientSecret?: string | undefined;
  /** Secret. */
  readonly refreshToken?: string | undefined;
  readonly scope?: string | undefined;
}

/** The mail server, from the EMAIL_* variables. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly tls: MailServerTls;
  readonly user?: string | undefined;
  readonly pass?: string | undefined;
  /** In the place of `pass`. */
  readonly oauth?: OAuthClient | undefined;
  /** `name@example.com` or `Name <name@example.com>`; without a name the brand's is shown. */
  readonly from: string;
  /** How it is greeted (RFC 5321, section 4.1.1.1): a domain name, or an address literal. `localhost` unless told otherwise. */
  readonly ehloName?: string | undefined;
  /** PEM certificates to trust besides the system's, for a server with a private authority. */
  readonly trustedCertificates?: string | undefined;
}

/** Signs every mail, so that receivers can verify the sender (RFC 6376). */
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}
