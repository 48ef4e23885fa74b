/**
 * What callers, people and operators can rely on, by section: a tag, and what holds. The tests that keep a promise have
 * its tag (Vitest's `tags`), so that `npm run test:server -- --tags-filter=link-spent` runs the proof of one. The table
 * in docs/testing.md is made of both by `npm run promises`.
 */
export const sections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Asking for a reset': {
    'asking-alike': 'Known, unknown and disabled addresses get the same answer, by the same work.',
    'asking-accounts-alone': 'Unknown and disabled accounts get no mail. One without a password gets one.',
    'asking-stored-address': 'The mail goes to the address stored on the account, never to the one typed.',
    'asking-look-alikes': 'Letter case and outer white space do not matter. Addresses that only look alike are two.',
    'asking-malformed': 'A malformed address is InvalidEmail before anything else is done.',
    'asking-public-url': 'Links are built from PUBLIC_URL. No request header reaches a mail.',
    'asking-mail-server': 'Failing, hanging or slow mail servers do not change the answer.',
    limits:
      'Limits count the canonical address, the client and the pair, also in parallel, for aliases and across replicas.',
    'limits-client': 'Nothing that a client claims chooses its bucket; an IPv6 client is its network.',
    'asking-changes-nothing': 'Asking changes nothing else: password and sessions live on, and no session is made.',
  },
  'The mail': {
    'mail-form': 'Text and HTML with the same links, which say what was asked for and how long they work; no tracking.',
    'mail-message-id': 'A repeated mail is the same message to the receiver.',
    'mail-note':
      'After a reset or a change of password a note tells the owner, once, with the time and without a token.',
    'mail-revoke': '"It wasn\'t me" spends every link by a button, and can do nothing else.',
    'mail-language': 'The mail is in the language of the request, among those that the product speaks.',
  },
  'The link': {
    'link-invalid': 'Malformed, forged, unknown, of another purpose or secret: INVALID, without a hint which.',
    'link-expired': 'Authentic and too old is EXPIRED, at N + 1 seconds and not at N.',
    'link-spent': 'Each cause that spends a link does, and nothing else.',
    'link-delimited': 'No two different claims share a signature.',
    'link-survives': 'A link survives what mail programs do to it.',
    'nothing-empty': 'Nothing empty, missing or wrongly typed is success, and no value is echoed.',
  },
  'The new password': {
    'password-rules': 'All broken rules at once; the server and the browser judge alike.',
    'password-unicode': 'White space is kept, Unicode is normalised, and every byte counts.',
    'password-size': 'Size is checked before any work.',
    'password-imported': 'Imported hashes sign in, are rewritten at the first success, and take as long as a new one.',
  },
  'Creating an account': {
    'opening-alike': 'A taken, a free and a disabled address get the same answer.',
    'opening-taken': 'A taken address shows only to the reader of its mail.',
    'opening-one-wins': 'Of parallel completions one wins; the others are SPENT.',
    'opening-stores-nothing': 'Nothing is stored about an address before its link is used.',
    'registration-closed': 'A closed registration answers alike for every address.',
  },
  'After the reset': {
    'reset-ends-sessions': 'Every session of the account is gone, on every replica, and no one is signed in.',
    'reset-known-device': 'The browser that has reset is a known device, and its counts for the account are cleared.',
    'reset-one-wins': 'Of parallel attempts one wins, nothing is half done, and one note goes out.',
  },
  'Signing in': {
    'login-alike': 'Every refusal is the same answer for the same work.',
    'login-session': 'A new random session at every sign-in, stored hashed, in a strict cookie.',
    'login-timeouts': 'Sessions end by idleness and by age. Garbage in the cookie is no session, and no error.',
    'login-limits':
      'Failed sign-ins are limited with growing delay, at most 100 of strangers; a known device has its own allowance.',
    'login-next': '`next` leads only to paths of this origin and to listed origins.',
  },
  GraphQL: {
    'graphql-post': 'Mutations by POST and JSON alone; every entry meets the same limits or is a 404.',
    'graphql-bounds': 'Size, depth, aliases and batches are bounded, and one mutation runs for each operation.',
    'graphql-silent':
      'No suggestion, stack trace or word of the database in an error, and no introspection in production.',
    'graphql-contract': 'The schema offers at least the public contract, also to the pages of earlier versions.',
  },
  Pages: {
    'pages-headers':
      'Strict headers on every answer, and the token is gone from the address bar before anything loads.',
    'pages-own-origin': 'No page asks any other origin for anything.',
    'pages-password-managers': 'Password managers find, fill and save.',
    'pages-for-everyone': 'By keyboard, screen reader, at 320 px and 400 % zoom, in the dark and with reduced motion.',
    'pages-alive': 'A page stays alive: translated, with a late script, between two builds, on the oldest browser.',
    'pages-in-words': 'What a browser can land on is a page in words; JSON is for programs.',
    'pages-focus': 'After every change focus is where it helps, and the change is announced.',
    'pages-carried': 'What was typed goes along, never in an address or a mail.',
  },
  'Who is calling': {
    session:
      'GET /session tells callers about themselves alone: known, unknown and away are told apart, never 401 for an outage.',
    'session-ended': 'An ended session is gone at once, on every replica.',
    'session-headers': "Clients' own X-Rekey headers never reach a product behind the documented proxies.",
    'session-token': 'A token is given for a service key alone, and verifies through a rotation of SECRET_KEY.',
    'session-away': 'A product goes on serving anyone who needs no account while Rekey is away.',
  },
  'Coming, moving, leaving': {
    'import-loses-no-one': 'An import loses no person for a date, a key or a hash; ids and references are kept.',
    'import-bounded': 'No imported hash costs more than a bounded time and memory.',
    'email-change-proved':
      'A new address is proved by its mail before it counts, and a taken one shows only to the reader of its mail.',
    'email-change-one-wins': 'Of parallel changes of address one wins; the others are SPENT.',
    'email-change-undone':
      'The former address is told, and can undo the change for seven days, no matter what has happened since.',
    'account-deleted': 'A deleted account leaves what security.md names, and its links are INVALID.',
    'webhooks-told':
      'A product is told of every change at least once, in the order of the commits for one account, through a kill.',
    'webhooks-signed': 'A webhook is signed, and has one id, also while secrets rotate.',
    'webhooks-receiver': 'A receiver that is down, hangs or lies delays no person, and reaches nothing inside.',
  },
  Strangers: {
    'strangers-owner': 'However many clients guess, the owner signs in from a known device, and resets by mail.',
    'strangers-success': 'A success clears the counts of its own client and device, and tells strangers nothing.',
    'strangers-cost': "The work of an owner's operation does not grow with what strangers have done.",
    'strangers-mail': 'Mails are bounded for a mailbox, a client and the installation.',
    'strangers-loop':
      'No input keeps the loop that answers; no client takes more than its share of hashing; a full queue is no guess.',
    'strangers-traces': 'What strangers make is small, bounded and short-lived.',
    'strangers-recipient': "A recipient's refusal delays no other mail and shows in no health check.",
    'inside-addresses':
      'Inside addresses are closed in production in every spelling, and to foreign pages in development.',
    'unsafe-settings': 'Unsafe settings are refused in production by name, or warned of.',
  },
  'Living in the world': {
    'one-mailbox': 'One mailbox is one account, however its address is spelt.',
    'mail-patience': "Nothing is parked for a fault of the operator's, and each stage has the patience of RFC 5321.",
    'mail-strict': 'Nothing is sent that a strict server must refuse.',
    'configuration-parsed': 'Every parameter of the configuration is honoured or refused in words.',
    'many-behind-one': 'Many people behind one address can sign in and reset.',
    readyz: '/readyz says what the product can do; mail never makes it false.',
    'two-versions': 'Two versions side by side serve everyone.',
  },
  'Operating it': {
    'faults-named': 'Faults of the configuration are all named at once, by variable, without a stack.',
    'log-discreet': 'A log line names accounts by id, never an address, a token, a cookie or a password.',
    sigterm: 'SIGTERM finishes requests and mail, and ends with status 0.',
    killed: 'A killed process loses no accepted mail and leaves nothing half done.',
  },
};

/** The promises as tags for Vitest's configuration. Vitest refuses a test with a tag that is not among them. */
export const promises = Object.values(sections).flatMap(section =>
  Object.entries(section).map(([name, description]) => ({ name, description })),
);
