import type { TestApp } from './testApp.ts';

/** The answer to one operation. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test knows the shape of its own document
  readonly data: any;
  readonly errors: ReadonlyArray<{ message: string; extensions?: Record<string, unknown> }> | undefined;
}

/** A browser without a window: it sends operations and keeps its cookies. */
export interface TestClient {
  cookies: Map<string, string>;
  send(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
  requestPasswordReset(email: string, headers?: Record<string, string>): Promise<Answer['data']>;
  resetPassword(link: MailedLink, newPassword: string): Promise<Answer['data']>;
  register(email: string): Promise<Answer['data']>;
  completeRegistration(link: MailedLink, password: string): Promise<Answer['data']>;
  login(email: string, password: string): Promise<Answer['data']>;
  requestEmailChange(newEmail: string, currentPassword?: string): Promise<Answer['data']>;
  confirmEmailChange(link: MailedLink): Promise<Answer['data']>;
  revertEmailChange(link: MailedLink): Promise<Answer['data']>;
  /** The address of the signed-in account, or null. */
  me(): Promise<string | null>;
}

/** uid and token as they stood in a mail. */
export interface MailedLink {
  readonly uid: string;
  readonly token: string;
}

/** A password that the default policy takes. */
export const GOOD_PASSWORD = 'plum kettle orbit 71 sandal';
/** Another one. */
export const OTHER_PASSWORD = 'violet anchor 36 teapot drizzle';

const PROBLEMS = `
  ... on Problem { message }
  ... on InvalidLink { status }
  ... on PasswordRejected { violations { rule message } }
  ... on TooManyRequests { retryAfter }`;

/** A browser that talks to this product: a new one, or one that has these cookies already. */
export function newClient({ url }: Pick<TestApp, 'url'>, cookies = new Map<string, string>()): TestClient {
  async function send(
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const body = (await response.json()) as Pick<Answer, 'data' | 'errors'>;
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors };
  }

  async function outcome(
    field: string,
    query: string,
    variables: Record<string, unknown>,
    headers?: Record<string, string>,
  ) {
    const answer = await send(query, variables, headers);
    if (answer.errors) throw new Error(`${field}: ${answer.errors[0]?.message}`);
    return answer.data[field];
  }

  const useLink = (field: string, success: string, link: MailedLink) =>
    outcome(
      field,
      `mutation ($uid: String!, $token: String!) { ${field}(uid: $uid, token: $token) { __typename ... on ${success} { message } ... on Problem { message } ... on InvalidLink { status } ... on TooManyRequests { retryAfter } } }`,
      { ...link },
    );

  return {
    cookies,
    send,
    requestPasswordReset: (email, headers) =>
      outcome(
        'requestPasswordReset',
        `mutation ($email: String!) { requestPasswordReset(email: $email) { __typename ... on PasswordResetRequested { message expiresIn } ${PROBLEMS.replace(/\n.*(InvalidLink|PasswordRejected).*/g, '')} } }`,
        { email },
        headers,
      ),
    resetPassword: (link, newPassword) =>
      outcome(
        'resetPassword',
        `mutation ($uid: String!, $token: String!, $newPassword: String!) { resetPassword(uid: $uid, token: $token, newPassword: $newPassword) { __typename ... on PasswordResetComplete { message } ${PROBLEMS} } }`,
        { ...link, newPassword },
      ),
    register: email =>
      outcome(
        'register',
        `mutation ($email: String!) { register(email: $email) { __typename ... on RegistrationStarted { message expiresIn } ${PROBLEMS.replace(/\n.*(InvalidLink|PasswordRejected).*/g, '')} } }`,
        { email },
      ),
    completeRegistration: (link, password) =>
      outcome(
        'completeRegistration',
        `mutation ($uid: String!, $token: String!, $password: String!) { completeRegistration(uid: $uid, token: $token, password: $password) { __typename ... on RegistrationComplete { message } ${PROBLEMS} } }`,
        { ...link, password },
      ),
    login: (email, password) =>
      outcome(
        'login',
        `mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { __typename ... on LoggedIn { account { id email lastLoginAt sessions { id current userAgent ipAddress } } } ${PROBLEMS.replace(/\n.*(InvalidLink|PasswordRejected).*/g, '')} } }`,
        { email, password },
      ),
    requestEmailChange: (newEmail, currentPassword = GOOD_PASSWORD) =>
      outcome(
        'requestEmailChange',
        `mutation ($newEmail: String!, $currentPassword: String!) { requestEmailChange(newEmail: $newEmail, currentPassword: $currentPassword) { __typename ... on EmailChangeRequested { message expiresIn email } ... on Problem { message } ... on TooManyRequests { retryAfter } } }`,
        { newEmail, currentPassword },
      ),
    confirmEmailChange: link => useLink('confirmEmailChange', 'EmailChanged', link),
    revertEmailChange: link => useLink('revertEmailChange', 'EmailChangeReverted', link),
    async me() {
      const answer = await send('{ me { email } }');
      return answer.data.me?.email ?? null;
    },
  };
}
