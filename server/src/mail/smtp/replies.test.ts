import { describe, expect, it } from 'vitest';
import { type Concern, concernOf } from './replies.ts';

/** What servers say, and what it is about; undefined where only the stage can tell. */
const REPLIES: readonly (readonly [Concern | undefined, string])[] = [
  ['greeting', '421-4.7.0 Try again later, closing connection. (EHLO) a1-20020a170906.1 - gsmtp'],
  ['greeting', '504 5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname'],
  ['greeting', '450 4.7.1 <localhost>: Helo command rejected: Host not found'],
  ['greeting', '550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)'],
  ['greeting', '501 Syntactically invalid EHLO argument(s)'],

  ['encryption', '530 5.7.0 Must issue a STARTTLS command first'],
  ['encryption', '538 5.7.11 Encryption required for requested authentication mechanism'],

  ['login', '530 5.7.57 Client not authenticated to send mail. [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]'],
  ['login', '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.'],
  ['login', '535-5.7.8 Username and Password not accepted.'],
  ['login', '534-5.7.9 Application-specific password required.'],
  ['login', '454 4.7.0 Too many login attempts, please try again later.'],
  ['login', '550 5.7.1 Authentication required'],
  ['login', '554 5.7.3 Authentication unsuccessful'],

  ['sender', '553 5.7.1 <no-reply@rekey.example>: Sender address rejected: not owned by user login@rekey.example'],
  ['sender', '450 4.1.8 <no-reply@rekey.example>: Sender address rejected: Domain not found'],
  ['sender', '550 Sender verify failed'],
  ['sender', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'],
  ['sender', '554 5.2.252 SendAsDenied; login@rekey.example not allowed to send as no-reply@rekey.example'],
  ['sender', '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed'],
  [
    'sender',
    '554 Message rejected: Email address is not verified. The following identities failed the check in region',
  ],
  [
    'sender',
    '550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
  ],
  [
    'sender',
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.',
  ],
  ['sender', '550 5.7.27 Sender address has null MX'],
  ['sender', "550 5.7.1 Unauthenticated email from rekey.example is not accepted due to domain's DMARC policy."],
  [
    'sender',
    '550 5.7.515 Access denied, sending domain REKEY.EXAMPLE does not meet the required authentication level.',
  ],

  ['policy', '554 5.7.1 <anna@example.com>: Relay access denied'],
  ['policy', '550 relay not permitted'],
  ['policy', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'],
  ['policy', '550 5.7.64 TenantAttribution; Relay Access Denied'],
  ['policy', '550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you have registered'],
  [
    'policy',
    '550-5.7.28 [192.0.2.1] Our system has detected an unusual rate of unsolicited mail originating from your IP address.',
  ],
  ['policy', '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org'],
  ['policy', '554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied'],
  ['policy', '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.'],
  ['policy', '550-5.7.25 [192.0.2.1] The IP address sending this message does not have a PTR record setup'],

  ['quota', '550 5.4.5 Daily user sending limit exceeded.'],
  ['quota', '550-5.4.5 Daily SMTP relay limit exceeded for customer.'],
  ['quota', '454 Throttling failure: Daily message quota exceeded.'],
  ['quota', "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"],
  ['quota', '451 Authentication failed: Maximum credits exceeded'],
  ['quota', '550 5.7.705 Access denied, tenant has exceeded threshold'],
  ['quota', '550 You have exceeded your hourly sending limit'],

  ['recipient', '550-5.1.1 The email account that you tried to reach does not exist.'],
  ['recipient', '556 5.1.10 Recipient address has null MX'],
  ['recipient', '452-4.2.2 The email account that you tried to reach is over quota.'],
  ['recipient', '554 5.7.1 <anna@example.com>: Recipient address rejected: Access denied'],
  ['recipient', '450 4.2.0 <anna@example.com>: Recipient address rejected: Greylisted'],
  ['recipient', '550 No such user here'],

  ['server', '421 4.3.2 Service not available'],
  ['server', '454 Throttling failure: Maximum sending rate exceeded.'],
  ['server', '421 4.7.0 Too many concurrent connections'],

  [undefined, '554 5.7.1 Looks like spam'],
  [undefined, '503 5.5.1 Error: send HELO/EHLO first'],
  [undefined, '550 5.7.1 Message content rejected'],
  [undefined, '550 Requested action not taken'],
];

describe('what a reply of a mail server is about', () => {
  it.each(REPLIES)('%s: %s', (about, reply) => {
    expect(concernOf(reply)).toBe(about);
  });
});
