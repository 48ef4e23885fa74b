/** One tab of the playground: an operation, with a comment that says what to do, and its variables as JSON. */
export interface Example {
  readonly query: string;
  readonly variables?: string;
}

const address = 'ada@example.com';
const password = 'plum kettle orbit 71 sandal';
const newPassword = 'violet anchor 36 teapot drizzle';
const pasted = { uid: 'paste', token: 'paste' };

/** The whole flow, in the order in which a person walks it. */
export const examples: Example[] = [
  example(
    `# 1. Who am I, and what does a password have to meet?
# Run an operation with the button, or with Ctrl+Enter.
# Every tab is one step; walk them from left to right.
query Start {
  me { email }
  passwordPolicy { minLength maxLength rules }
}`,
  ),
  example(
    `# 2. Create an account: an email with a link goes out.
# The answer is the same whether or not the address is
# taken.
mutation Register($email: String!) {
  register(email: $email) {
    __typename
    ... on RegistrationStarted { message expiresIn }
    ... on Problem { message }
    ... on TooManyRequests { retryAfter }
  }
}`,
    { email: address },
  ),
  example(
    `# 3. The link in the mail ends in
# /register-confirm/UID/TOKEN: paste both parts into the
# variables below. Choosing a password opens the
# account. Try "12345678" first: every rule that it
# breaks is named, and the link lives on.
mutation Confirm(
  $uid: String!
  $token: String!
  $password: String!
) {
  completeRegistration(
    uid: $uid
    token: $token
    password: $password
  ) {
    __typename
    ... on RegistrationComplete { message }
    ... on InvalidLink { status message }
    ... on PasswordRejected { message violations { rule message } }
    ... on TooManyRequests { message retryAfter }
  }
}`,
    { ...pasted, password },
  ),
  example(
    `# 4. Sign in. The session travels in an HttpOnly cookie,
# which this page cannot read and the browser sends by
# itself.
mutation Login($email: String!, $password: String!) {
  login(email: $email, password: $password) {
    __typename
    ... on LoggedIn { account { id email lastLoginAt } }
    ... on Problem { message }
    ... on TooManyRequests { retryAfter }
  }
}`,
    { email: address, password },
  ),
  example(
    `# 5. The account behind the cookie, where it is signed
# in, and what happened to it.
query Me {
  me {
    id
    email
    createdAt
    lastLoginAt
    sessions { id current createdAt lastSeenAt userAgent ipAddress }
    securityEvents(first: 10) { kind at userAgent ipAddress }
  }
}`,
  ),
  example(
    `# 6. The password is lost: ask for an email. Known and
# unknown addresses get the same answer, in the same
# time.
mutation Forgot($email: String!) {
  requestPasswordReset(email: $email) {
    __typename
    ... on PasswordResetRequested { message expiresIn }
    ... on Problem { message }
    ... on TooManyRequests { retryAfter }
  }
}`,
    { email: address },
  ),
  example(
    `# 7. The mail holds /password-reset-confirm/UID/TOKEN:
# paste both parts below. Asking whether the link works
# never spends it: VALID, EXPIRED, SPENT or INVALID.
# Change a letter and see.
query Check($uid: String!, $token: String!) {
  passwordResetLink(uid: $uid, token: $token)
}`,
    pasted,
  ),
  example(
    `# 8. Choose a new password with the same uid and token.
# Every session ends, the one of step 4 among them. Run
# it twice: of any number of uses of a link exactly one
# wins, and the others are told that it is SPENT.
mutation Reset(
  $uid: String!
  $token: String!
  $newPassword: String!
) {
  resetPassword(
    uid: $uid
    token: $token
    newPassword: $newPassword
  ) {
    __typename
    ... on PasswordResetComplete { message }
    ... on InvalidLink { status message }
    ... on PasswordRejected { message violations { rule message } }
    ... on TooManyRequests { message retryAfter }
  }
}`,
    { ...pasted, newPassword },
  ),
  example(
    `# 9. "It was not me": ask for another mail (step 6) and
# paste UID and TOKEN of its other link,
# /password-reset-revoke/UID/TOKEN. Every reset link
# that is out stops working; step 7 then says SPENT.
mutation NotMe($uid: String!, $token: String!) {
  revokePasswordReset(uid: $uid, token: $token) {
    __typename
    ... on PasswordResetRevoked { message }
    ... on InvalidLink { status message }
    ... on TooManyRequests { message retryAfter }
  }
}`,
    pasted,
  ),
  example(
    `# 10. Change the password while signed in. The reset has
# ended your session: sign in again with the new
# password (step 4).
mutation Change(
  $currentPassword: String!
  $newPassword: String!
) {
  changePassword(
    currentPassword: $currentPassword
    newPassword: $newPassword
  ) {
    __typename
    ... on PasswordChanged { message }
    ... on PasswordRejected { message violations { rule message } }
    ... on Problem { message }
    ... on TooManyRequests { retryAfter }
  }
}`,
    { currentPassword: newPassword, newPassword: password },
  ),
  example(
    `# 11. End every other session, or one of them: then give
# its id, which step 5 shows, as a variable.
mutation EndSessions($id: ID) {
  endSessions(id: $id)
}`,
    { id: null },
  ),
  example(
    `# 12. Sign out. Step 5 then answers null.
mutation Logout {
  logout
}`,
  ),
];

function example(query: string, variables?: Record<string, string | null>): Example {
  return variables ? { query, variables: JSON.stringify(variables, null, 2) } : { query };
}
