import { describe, expect, it } from 'vitest';
import { classifySmtpError } from '../classifySmtpError.ts';
import { type Concern, concernOf } from './replies.ts';
import { SmtpFailure } from './smtpFailure.ts';
import type { SmtpStage } from './stages.ts';

/** What servers say, what it is about, and the public report that quotes it, where there is one. */
const SAID: readonly (readonly [Concern, string, string?])[] = [
  [
    'greeting',
    '421-4.7.0 Try again later, closing connection. (EHLO) a1-20020a170906.1 - gsmtp',
    'calcom/cal.diy#5254',
  ],
  ['greeting', '421 4.7.0 Try again later, closing connection. (EHLO) v5 - gsmtp', 'repoze/repoze.sendmail#50'],
  ['greeting', '504 5.5.2 <[127.0.0.1]>: Helo command rejected: need fully-qualified hostname', 'bitwarden/server#164'],
  [
    'greeting',
    '504 5.5.2 <15b0717dc4c2>: Helo command rejected: need fully-qualified hostname',
    'BytemarkHosting/docker-smtp#5',
  ],
  ['greeting', '450 4.7.1 <localhost.localdomain>: Helo command rejected: Host not found', 'chatmail/core#1847'],
  ['greeting', '550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)'],
  ['greeting', '501 Syntactically invalid EHLO argument(s)'],
  ['greeting', '550 5.7.506 Access Denied, Bad HELO'],

  ['encryption', '530 5.7.0 Must issue a STARTTLS command first'],
  ['encryption', '538 5.7.11 Encryption required for requested authentication mechanism'],
  ['encryption', '530 5.7.7 Email sending without SSL/TLS encryption is not allowed.', 'PHPMailer/PHPMailer#283'],
  ['encryption', '421 4.7.0 TLS required for RCPT domain, closing connection.'],
  ['encryption', "421 4.7.29 Your email has been rate limited because this message wasn't sent over a TLS connection."],

  [
    'login',
    '530 5.7.57 Client not authenticated to send mail. [AM0PR01CA0001.eurprd01.prod.exchangelabs.com]',
    'MicrosoftDocs/OfficeDocs-Exchange#3124',
  ],
  ['login', '535 5.7.139 Authentication unsuccessful, basic authentication is disabled.', 'nodemailer/nodemailer#1714'],
  [
    'login',
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
    'simonrob/email-oauth2-proxy#193',
  ],
  ['login', '535 5.7.3 Authentication unsuccessful', 'jstedfast/MailKit#700'],
  ['login', '535-5.7.8 Username and Password not accepted.'],
  ['login', '535 5.7.1 Authentication failed', 'mastodon/mastodon#13240'],
  ['login', '535 5.7.0 Invalid login or password', 'marcpope/borgbackupserver#16'],
  ['login', '534-5.7.9 Application-specific password required.'],
  ['login', '534 5.7.12 Password transition needed'],
  ['login', '454 4.7.0 Too many login attempts, please try again later.'],
  ['login', '550 5.7.1 Authentication required'],
  ['login', '554 5.7.3 Authentication unsuccessful'],
  ['login', '502 5.7.0 Please authenticate first', 'frappe/frappe#38806'],
  ['login', '550 Unauthenticated senders not allowed', 'sendgrid/docs#6473'],
  ['login', '553 5.7.1 <no-reply@rekey.example>: Sender address rejected: not logged in', 'hardware/mailserver#329'],
  ['login', '550 Please turn on SMTP Authentication in your mail client.'],
  ['login', '535 Incorrect authentication data'],

  [
    'sender',
    '553 5.7.1 <no-reply@rekey.example>: Sender address rejected: not owned by user login@rekey.example',
    'r-raymond/nixos-mailserver#9',
  ],
  ['sender', '553 5.7.1 Sender address rejected: not owned by auth user.', 'splitbrain/dokuwiki-plugin-smtp#38'],
  [
    'sender',
    '450 4.1.8 <no-reply@rekey.example>: Sender address rejected: Domain not found',
    'mailcow/mailcow-dockerized#1359',
  ],
  ['sender', '501 5.1.7 Bad address mailbox syntax.', 'nodemailer/nodemailer#421'],
  ['sender', '550 Sender verify failed'],
  [
    'sender',
    '550-Verification failed for <no-reply@rekey.example>\r\n550-Unrouteable address\r\n550 Sender verify failed',
  ],
  ['sender', '550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'piwebcam/PiWebcam#43'],
  [
    'sender',
    '554 5.2.252 SendAsDenied; login@rekey.example not allowed to send as no-reply@rekey.example',
    'gophish/gophish#2900',
  ],
  [
    'sender',
    '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed',
    'FusionAuth/fusionauth-issues#220',
  ],
  [
    'sender',
    '554 Message rejected: Email address is not verified. The following identities failed the check in region',
    'mageplaza/magento-2-smtp#152',
  ],
  [
    'sender',
    "554 Access denied: User `arn:aws:iam::1:user/a' is not authorized to perform `ses:SendRawEmail' on resource",
    'ministryofjustice/analytical-platform#6944',
  ],
  [
    'sender',
    '550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
    'sahat/hackathon-starter#1083',
  ],
  ['sender', "500 The 'From' address you supplied (a@rekey.example) is not a Sender Signature on your account."],
  ['sender', '530 From/Sender name is not valid', 'postalserver/postal#728'],
  [
    'sender',
    '550-Your IP: 198.54.120.203 : Your domain rekey.example is not allowed in\r\n550 header From',
    'the-djmaze/snappymail#478',
  ],
  ['sender', '550 You are not allowed to use the domain hotmail.com as a sender domain.', 'PHPMailer/PHPMailer#304'],
  ['sender', '421 Domain not found: mg.rekey.example'],
  ['sender', '553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)'],
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
  ['sender', '550 5.7.750 Service unavailable. Client blocked from sending from unregistered domains.'],
  ['sender', '550-Requested action not taken: mailbox unavailable\r\n550 Sender address is not allowed.'],

  ['policy', '554 5.7.1 <anna@example.com>: Relay access denied'],
  ['policy', '550 relay not permitted'],
  ['policy', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'msimerson/Mail-Toaster-6#107'],
  ['policy', '550 sorry, your mail was administratively denied. (#5.7.1)'],
  ['policy', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain'],
  ['policy', '550 5.7.64 TenantAttribution; Relay Access Denied'],
  ['policy', '550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you have registered'],
  [
    'policy',
    '550-5.7.28 [192.0.2.1] Our system has detected an unusual rate of unsolicited mail originating from your IP address.',
  ],
  [
    'policy',
    "550-5.7.1 [192.0.2.1] The IP you're using to send mail is not authorized to\r\n550-5.7.1 send email directly to our servers.",
    'iredmail/iRedMail#264',
  ],
  ['policy', '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org'],
  [
    'policy',
    '550 5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org',
    'nodemailer/nodemailer#1089',
  ],
  [
    'policy',
    '554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied',
    'docker-mailserver/docker-mailserver#3602',
  ],
  ['policy', '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP.'],
  ['policy', '550 5.7.606 Access denied, banned sending IP [192.0.2.1]'],
  ['policy', '550-5.7.25 [192.0.2.1] The IP address sending this message does not have a PTR record setup'],
  [
    'policy',
    '554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message',
    'nodemailer/nodemailer#1486',
  ],
  ['policy', '554 5.7.9 Message not accepted for policy reasons.'],
  ['policy', '553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred'],
  [
    'policy',
    '502 5.7.0 Your SMTP account is not yet activated. Contact us to request activation',
    'supabase/agent-skills#133',
  ],
  ['policy', '525 5.7.1 Unauthorized IP address'],
  [
    'policy',
    '421 Domain a.mailgun.org is not allowed to send: Please activate your Mailgun account.',
    'Monstarrrr/rebutify#162',
  ],
  [
    'policy',
    '550 Domain a.mailgun.org is not allowed to send: Sandbox subdomains are for test purposes only.',
    'theoomoregbee/US-visa-appointment-notifier#5',
  ],
  [
    'policy',
    "550 While your account is pending approval, all recipient addresses must share the same domain as the 'From' address.",
  ],
  ['policy', '554 Message rejected: Sending suspended for this account.'],

  ['quota', '550 5.4.5 Daily user sending limit exceeded.', 'onepub-dev/onepub#543'],
  ['quota', '550 5.4.5 Daily user sending quota exceeded. o65sm25351206pga.71 - gsmtp', 'gen-smtp/gen_smtp#140'],
  ['quota', '550-5.4.5 Daily SMTP relay limit exceeded for customer.'],
  ['quota', '450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.'],
  ['quota', '454 Throttling failure: Daily message quota exceeded.'],
  ['quota', "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients"],
  ['quota', '451 Authentication failed: Maximum credits exceeded', 'openwhyd/openwhyd#178'],
  ['quota', '550 5.7.705 Access denied, tenant has exceeded threshold'],
  [
    'quota',
    '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException',
    'MicrosoftDocs/OfficeDocs-Support#1150',
  ],
  ['quota', '550 You have exceeded your hourly sending limit'],
  ['quota', '550 exceeded hour limit', 'gophish/gophish#3231'],
  [
    'quota',
    '550 Domain rekey.example has exceeded the max emails per hour (101/100 (101%)) allowed. Message discarded.',
  ],
  [
    'quota',
    '450 4.7.1 <END-OF-MESSAGE>: End-of-data rejected: Number messages per hour exceeded. Error:RATE_MSG',
    'rubymonsters/speakerinnen_liste#1357',
  ],
  [
    'quota',
    '554 5.7.1 <anna@example.com>: Recipient address rejected: Email Sending Quota Exceeded',
    'go-gomail/gomail#174',
  ],
  ['quota', '550 sorry, too many emails (#5.7.1)', 'aschroder/Magento-SMTP-Pro-Email-Extension#94'],
  ['quota', '450 4.7.1 SASL login name rejected: You are sending too many emails too fast.', 'Mailu/Mailu#2416'],

  ['recipient', '550-5.1.1 The email account that you tried to reach does not exist.'],
  ['recipient', '556 5.1.10 Recipient address has null MX'],
  [
    'recipient',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient anna@example.com not found by SMTP address lookup',
    'sympa-community/sympa#1164',
  ],
  ['recipient', '550 5.4.1 Recipient address rejected: Access denied.'],
  ['recipient', '550 5.4.1 All recipient addresses rejected : Access denied'],
  ['recipient', '550 5.4.310 DNS domain example.com does not exist'],
  ['recipient', '550 5.7.17 Mailbox owner has changed'],
  ['recipient', '452-4.2.2 The email account that you tried to reach is over quota.'],
  ['recipient', '450 4.2.1 The user you are trying to contact is receiving mail too quickly.'],
  ['recipient', '550 5.2.1 The email account that you tried to reach is disabled.'],
  ['recipient', '421 4.7.0 IP not in whitelist for RCPT domain, closing connection.'],
  ['recipient', '554 5.7.1 <anna@example.com>: Recipient address rejected: Access denied'],
  ['recipient', '504 5.5.2 <anna@example>: Recipient address rejected: need fully-qualified address'],
  ['recipient', '450 4.1.2 <anna@example.com>: Recipient address rejected: Domain not found'],
  ['recipient', '450 4.2.0 <anna@example.com>: Recipient address rejected: Greylisted'],
  ['recipient', '451 4.7.1 Greylisting in action, please come back later'],
  ['recipient', '550 No such user here'],
  ['recipient', '550 5.7.1 No such user!'],
  ['recipient', '550 sorry, no mailbox here by that name (#5.1.1)'],
  ['recipient', '550 #5.1.0 Address rejected.'],
  ['recipient', '550 Unrouteable address'],
  ['recipient', '550 Requested action not taken: mailbox unavailable'],
  ['recipient', '554 Message rejected: Address blacklisted.'],
  ['recipient', "554 delivery error: dd This user doesn't have a yahoo.com account (anna@yahoo.com)"],

  ['message', '554 5.7.1 Looks like spam'],
  ['message', '550 5.7.1 Message content rejected'],
  ['message', '550 5.7.1 Message rejected as spam by Content Filtering.', 'swiftmailer/swiftmailer#1244'],
  ['message', '554 5.7.1 Message rejected under suspicion of SPAM'],
  ['message', '550-5.7.1 Our system has detected that this message is likely unsolicited mail.'],
  ['message', '552 5.7.0 This message was blocked because its content presents a potential security issue.'],
  ['message', '554 5.6.0 Mail message is malformed. Not accepted.'],
  ['message', '552 5.3.4 Message size exceeds fixed limit'],
  ['message', '552 sorry, that message size exceeds my databytes limit (#5.3.4)'],

  ['server', '421 4.3.2 Service not available'],
  ['server', '421 4.4.5 Server busy, try again later.'],
  ['server', '454 4.7.0 Cannot authenticate due to temporary system problem. Try again later.'],
  ['server', '454 4.7.0 Temporary authentication failure: Connection lost to authentication server'],
  ['server', '454 Throttling failure: Maximum sending rate exceeded.'],
  ['server', '421 4.7.0 Too many concurrent connections'],
  ['server', '421 4.7.0 mail.example Error: too many errors'],
  ['server', '450 4.7.1 Error: too much mail from 192.0.2.1'],
  ['server', '451 4.3.5 Server configuration error'],
  ['server', '451 4.7.0 Temporary server error. Please try again later. PRX2'],
  ['server', '451 4.7.1 Sorry, the service is currently unavailable. Please come back later.'],
  ['server', '451 qq temporary problem (#4.3.0)'],
  ['server', '451 Temporary local problem - please try later'],
];

const REPLIES = SAID.map(([about, reply, report = 'no report']) => ({ about, reply, report }));

/** Only the stage can tell. */
const UNCLEAR = [
  '503 5.5.1 Error: send HELO/EHLO first',
  '550 Requested action not taken',
  '550 5.7.1 Your plan does not include this',
  '554 Transaction failed',
  '553 5.7.1 Abgelehnt',
];

const OF_THE_RECIPIENTS_TURN: readonly SmtpStage[] = ['RCPT', 'DATA', 'final dot'];
const BEFORE: readonly SmtpStage[] = ['greeting', 'EHLO', 'AUTH', 'MAIL'];

/** RFC 5321, section 4.2.3, says of these codes that they are about the mailbox. */
const isBareOfMailbox = (reply: string) => /^55[03] (?!5\.)/.test(reply);

function outcomeAt(stage: SmtpStage, reply: string) {
  return classifySmtpError(new SmtpFailure(stage, reply, { reply }), 'anna@example.com');
}

describe('what a reply of a mail server is about', () => {
  it.each(REPLIES)('$about: $reply ($report)', ({ about, reply }) => {
    expect(concernOf(reply)).toBe(about);
  });

  it.each(UNCLEAR)('only the stage tells of: %s', reply => {
    expect(concernOf(reply)).toBeUndefined();
  });
});

describe('what a refusal does', () => {
  const operators = REPLIES.filter(({ about }) => !['recipient', 'message', 'server'].includes(about));
  const others = REPLIES.filter(({ about }) => about === 'recipient' || about === 'message');

  it.each(operators)(
    'never parks a mail for the operator’s $about, and names it: $reply',
    { tags: ['mail-patience'] },
    ({ about, reply }) => {
      for (const stage of OF_THE_RECIPIENTS_TURN)
        expect(outcomeAt(stage, reply)).toMatchObject({ kind: 'deferred', fault: about, suspect: 'example.com' });
      for (const stage of BEFORE) expect(outcomeAt(stage, reply)).toMatchObject({ kind: 'unavailable', fault: about });
    },
  );

  it.each(others)('never blames the operator for the $about: $reply', ({ reply }) => {
    for (const stage of OF_THE_RECIPIENTS_TURN) {
      const outcome = outcomeAt(stage, reply);
      expect(outcome).not.toHaveProperty('fault');
      expect(outcome.kind).toBe(reply.startsWith('5') ? 'rejected' : 'deferred');
    }
  });

  it.each(REPLIES.filter(({ about }) => about === 'server'))(
    'blames no one for what passes by itself: $reply',
    ({ reply }) => {
      for (const stage of OF_THE_RECIPIENTS_TURN)
        expect(outcomeAt(stage, reply)).toEqual(expect.not.objectContaining({ fault: expect.anything() }));
      for (const stage of BEFORE)
        expect(outcomeAt(stage, reply)).toEqual({ kind: 'unavailable', reply: expect.any(String) });
    },
  );

  it.each(UNCLEAR.filter(reply => !reply.startsWith('503')))(
    'parks no mail for words that no one knows, before others are taken: %s',
    reply => {
      for (const stage of OF_THE_RECIPIENTS_TURN.filter(stage => stage !== 'RCPT' || !isBareOfMailbox(reply)))
        expect(outcomeAt(stage, reply)).toMatchObject({ kind: 'deferred', fault: 'unclear', forGood: true });
      for (const stage of BEFORE)
        expect(outcomeAt(stage, reply)).toMatchObject({ kind: 'unavailable', fault: expect.any(String) });
    },
  );

  it.each(['550 no', '550 Requested action not taken', '553 no'])(
    'parks the mail of a recipient who is refused without a reason: %s',
    reply => {
      expect(outcomeAt('RCPT', reply)).toEqual({ kind: 'rejected', reply });
    },
  );
});
