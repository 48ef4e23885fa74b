import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptLog } from '../testing/keptLog.ts';
import { askForReset, readMail, registerAccount } from '../testing/people.ts';
import { postJson, rawRequest } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';

const SECRET = 'my-Secret-passphrase-that-must-stay-secret';

/** Text that would reveal internals to a stranger. */
const INSIDES =
  /\bat \S+ \(|node_modules|\.ts:|\.js:|sqlite|postgres|mikro|kysely|select |insert |constraint|stacktrace|did you mean/i;

describe('the GraphQL endpoint', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ INTROSPECTION: 'off' });
  });
  afterAll(() => app.close());

  const errorsOf = (text: string): Array<{ message: string; extensions?: { code?: string } }> =>
    JSON.parse(text).errors;

  it('takes one operation by POST as application/json', { tags: ['graphql-post'] }, async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON']) {
      const { status, headers, text } = await postJson(app, { query: '{ me { id } }' }, '/graphql', {
        'content-type': type,
      });
      expect([status, JSON.parse(text)]).toEqual([200, { data: { me: null } }]);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['content-type']).toMatch(/^application\/(graphql-response\+)?json/);
    }
  });

  it('refuses what a page of another origin could send without asking: forms, text and nothing', {
    tags: ['graphql-post'],
  }, async () => {
    const body = JSON.stringify({ query: 'mutation { logout }' });
    const types = [
      'text/plain',
      'text/plain; application/json',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/graphql',
      'application/octet-stream',
      'text/json',
      'application/jsonx',
      '',
    ];
    for (const type of types) {
      const { status, headers } = await rawRequest(app, '/graphql', {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect(status, type).toBe(415);
      expect(headers['cache-control']).toBe('no-store');
    }
    const untyped = await rawRequest(app, '/graphql', { method: 'POST', body });
    expect(untyped.status).toBe(415);
    const empty = await rawRequest(app, '/graphql', { method: 'POST' });
    expect(empty.status).toBe(400);
    expect(empty.headers['cache-control']).toBe('no-store');
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('answers %s with 405', async method => {
    const { status, headers } = await rawRequest(app, '/graphql?query={me{id}}', { method });
    expect([status, headers.allow, headers['cache-control']]).toEqual([405, 'POST', 'no-store']);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('takes no method override', { tags: ['graphql-post'] }, async () => {
    for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      expect((await rawRequest(app, '/graphql?_method=POST', { headers: { [header]: 'POST' } })).status).toBe(405);
    }
  });

  it('has one entry: every other spelling of its path is the same entry or a 404', {
    tags: ['graphql-post'],
  }, async () => {
    const query = 'mutation { a: logout b: logout }';
    for (const path of ['/graphql', '/%67raphql', '/graphq%6c', '/graphql?x=1', '/./graphql', '/x/../graphql']) {
      const { status } = await postJson(app, { query }, path);
      expect([400, 404], path).toContain(status);
    }
    for (const path of [
      '//graphql',
      '/graphql/',
      '/graphql//',
      '/GraphQL',
      '/graphql%2f',
      '/graphql%00',
      '/graphql;x',
      '/api/graphql',
      '/%2567raphql',
      '/graphql.json',
    ]) {
      expect((await postJson(app, { query: '{ me { id } }' }, path)).status, path).toBe(404);
    }
  });

  it('refuses batches', { tags: ['graphql-bounds'] }, async () => {
    const one = { query: '{ me { id } }' };
    for (const batch of [[one], [one, one], []]) expect((await postJson(app, batch)).status).toBe(400);
  });

  it.each([
    ['aliased fields', 'mutation { a: logout b: logout }'],
    ['different fields', 'mutation { logout endSessions }'],
    ['the same field twice', 'mutation { logout logout }'],
    ['an inline fragment', 'mutation { logout ... { b: logout } }'],
    ['a fragment', 'mutation { logout ...F } fragment F on Mutation { b: logout }'],
    ['a fragment spread twice', 'mutation { ...F ... on Mutation { ...F } } fragment F on Mutation { logout }'],
    [
      'fragments within fragments',
      'mutation { ...F } fragment F on Mutation { ...G b: logout } fragment G on Mutation { logout }',
    ],
    ['one that is skipped', 'mutation { logout b: logout @skip(if: true) }'],
    ['__typename beside it, aliased', 'mutation { logout a: __typename }'],
  ])(
    'runs one mutation for each operation: not two by way of %s',
    { tags: ['graphql-bounds'] },
    async (_how, query) => {
      const { status, text } = await postJson(app, { query });
      expect(status).toBe(400);
      expect(errorsOf(text)[0]?.message).toBe('An operation may hold one mutation field only.');
    },
  );

  it.each([
    ['tokens', `{ ${'me { id } '.repeat(300)} }`, 'The document is too large.'],
    ['levels', `{ ${'__schema { types { ofType '.repeat(9)}{ name }${' } }'.repeat(9)} }`, undefined],
    [
      'aliases',
      `{ ${Array.from({ length: 11 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      'The operation has more than 10 aliases.',
    ],
    ['directives', `{ __typename ${'@include(if: true) '.repeat(21)} }`, undefined],
    [
      'fields',
      '{ ...A ...A ...A ...A ...A } fragment A on Query { ...B ...B ...B ...B ...B } fragment B on Query { ...C ...C ...C ...C ...C } fragment C on Query { ...D ...D ...D ...D ...D } fragment D on Query { __typename }',
      'The operation has more than 500 fields.',
    ],
    ['fragments in a cycle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', undefined],
    ['a fragment of itself', '{ ...A } fragment A on Query { __typename ...A }', undefined],
  ])('refuses too many %s before executing anything', { tags: ['graphql-bounds'] }, async (_what, query, message) => {
    const { status, text } = await postJson(app, { query });
    expect(status).toBe(400);
    expect(JSON.parse(text).data).toBeUndefined();
    if (message) expect(errorsOf(text).map(error => error.message)).toContain(message);
    expect(text).not.toMatch(INSIDES);
  });

  it('refuses a body over 64 KiB with 413, and malformed JSON with 400, in its own words', {
    tags: ['graphql-bounds'],
  }, async () => {
    const large = await postJson(app, { query: '{ me { id } }', variables: { x: SECRET.repeat(2_000) } });
    expect(large.status).toBe(413);
    const malformed = [
      '',
      '{',
      `{"query": "${SECRET}`,
      'null',
      '"text"',
      '1',
      '[',
      '{"__proto__": {"query": "x"}}',
      '{"constructor": {"prototype": 1}, "query": "{a}"}',
      `${'['.repeat(30_000)}`,
      `{"query":"{ me { id } }","variables":${'['.repeat(15_000)}${']'.repeat(15_000)}}`,
      '\ufeff{"query":"{}"}',
      '{"query": {"a": 1}}',
      '{"query": ["{ me { id } }"]}',
      '{"query": null}',
      '{"query":"{ me { id } }","variables":"x"}',
      '{"query":"{ me { id } }","variables":[1]}',
      '{"query":"{ me { id } }","operationName":5}',
      '{"query":"{ me { id } }","extensions":"x"}',
    ];
    for (const body of malformed) {
      const { status, text, headers } = await postJson(app, body);
      expect([200, 400], body.slice(0, 60)).toContain(status);
      expect(text).not.toMatch(INSIDES);
      expect(text).not.toContain(SECRET);
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('echoes no rejected value', { tags: ['nothing-empty'] }, async () => {
    const values: unknown[] = [
      null,
      1,
      1.5,
      true,
      [SECRET],
      [[SECRET]],
      { [SECRET]: SECRET },
      { a: { b: [SECRET] } },
      [null],
      {},
    ];
    const documents = [
      'mutation ($v: String!) { login(email: $v, password: $v) { __typename } }',
      'mutation ($v: String!) { resetPassword(uid: $v, token: $v, newPassword: $v) { __typename } }',
      'mutation ($v: String!) { completeRegistration(uid: $v, token: $v, password: $v) { __typename } }',
      'mutation ($v: String!) { requestPasswordReset(email: $v) { __typename } }',
      'query ($v: String!) { passwordResetLink(uid: $v, token: $v) }',
      'mutation ($v: ID!) { endSessions(id: $v) }',
      'query ($v: Int!) { me { securityEvents(first: $v) { id } } }',
      'query ($v: Boolean!) { __typename @include(if: $v) }',
      'mutation ($v: [String!]!) { logout }',
    ];
    for (const query of documents) {
      for (const v of [...values, SECRET, undefined]) {
        const { status, text } = await postJson(app, { query, variables: { v } });
        expect(status, `${query} ${JSON.stringify(v)}`).toBeLessThan(500);
        expect(text).not.toContain(SECRET);
        expect(text).not.toMatch(INSIDES);
        if (v === undefined || v === null) expect([status, JSON.parse(text).data]).toEqual([400, undefined]);
      }
    }
    const literals = [
      `mutation { login(email: ["${SECRET}"], password: {a: "${SECRET}"}) { __typename } }`,
      `mutation { login(email: ${SECRET.replaceAll('-', '_')}, password: 5) { __typename } }`,
      `mutation { login(email: "a", password: "${SECRET}" oops: "${SECRET}") { __typename } }`,
      `mutation { login(email: "a", password: "${SECRET}) { __typename } }`,
      `mutation { login(email: "a", password: """${SECRET}) { __typename } }`,
      `{ me { securityEvents(first: "${SECRET}") { id } } }`,
      `{ __typename @include(if: "${SECRET}") }`,
      `query ($v: String = ["${SECRET}"]) { passwordResetLink(uid: $v, token: $v) }`,
      `query ($v: Int = "${SECRET}") { __typename }`,
      `{ me { id } } ${SECRET}`,
      `"${SECRET}"`,
      `${SECRET}`,
      `\u0000${SECRET}`,
      `{ passwordPolicy(x: "${SECRET}") { minLength } }`,
    ];
    for (const query of literals) {
      const { status, text } = await postJson(app, { query });
      expect(status, query).toBe(400);
      expect(text, query).not.toContain(SECRET);
      expect(text).not.toMatch(INSIDES);
    }
    const named = await postJson(app, { query: 'query A { __typename }', operationName: SECRET });
    expect([named.status, named.text.includes(SECRET)]).toEqual([400, false]);
  });

  it('never counts an empty, missing, null or wrongly typed uid, token or password as success', {
    tags: ['nothing-empty'],
  }, async () => {
    for (const field of [
      'resetPassword(uid: $a, token: $b, newPassword: $c)',
      'completeRegistration(uid: $a, token: $b, password: $c)',
    ]) {
      for (const values of [
        { a: '', b: '', c: '' },
        { a: null, b: null, c: null },
        {},
        { a: [], b: {}, c: 0 },
        { a: 'x', b: '', c: '' },
      ]) {
        const { data } = await newClient(app).send(
          `mutation ($a: String!, $b: String!, $c: String!) { r: ${field} { __typename } }`,
          values,
        );
        expect(data?.r.__typename ?? 'refused').toMatch(/^(InvalidLink|refused)$/);
      }
    }
  });

  it('never counts an empty or missing password as success, also with a link that works and a session', {
    tags: ['nothing-empty'],
  }, async () => {
    const client = await registerAccount(app, 'empty@example.com');
    await client.login('empty@example.com', GOOD_PASSWORD);
    const { reset } = await askForReset(app, 'empty@example.com', 2);
    await newClient(app).register('never@example.com');
    const registration = (await readMail(app, 'never@example.com')).links['register-confirm'];
    const outcomeOf = async (field: string, variables: Record<string, unknown>) =>
      (await client.send(`mutation ($u: String!, $t: String!, $p: String!) { r: ${field} { __typename } }`, variables))
        .data?.r.__typename ?? 'refused';
    for (const [field, link] of [
      ['resetPassword(uid: $u, token: $t, newPassword: $p)', reset],
      ['completeRegistration(uid: $u, token: $t, password: $p)', registration],
    ] as const) {
      const { uid: u, token: t } = link ?? {};
      expect(await outcomeOf(field, { u, t, p: '' })).toBe('PasswordRejected');
      for (const p of [null, undefined, 0, [], {}]) expect(await outcomeOf(field, { u, t, p })).toBe('refused');
    }
    for (const field of [
      'changePassword(currentPassword: $p, newPassword: "copper walnut 58 drift lantern")',
      'requestEmailChange(newEmail: "other@example.com", currentPassword: $p)',
      'deleteAccount(currentPassword: $p)',
    ]) {
      const query = `mutation ($p: String!) { r: ${field} { __typename } }`;
      expect((await client.send(query, { p: '' })).data.r.__typename).toBe('InvalidCredentials');
      for (const p of [null, undefined, 0, [], {}]) expect((await client.send(query, { p })).data?.r).toBe(undefined);
    }
    for (const field of ['revokePasswordReset', 'confirmEmailChange', 'revertEmailChange']) {
      const query = `mutation ($u: String!, $t: String!) { r: ${field}(uid: $u, token: $t) { __typename } }`;
      for (const variables of [
        { u: '', t: '' },
        { u: reset.uid, t: '' },
        { u: '', t: reset.token },
      ])
        expect((await client.send(query, variables)).data.r.__typename).toBe('InvalidLink');
    }
    expect(await client.me()).toBe('empty@example.com');
  });

  it('suggests no fields, types, arguments or fragments, and tells no schema', {
    tags: ['graphql-silent'],
  }, async () => {
    const misspelt = [
      '{ mee { id } }',
      '{ me { emial } }',
      'mutation { logn(email: "a") { __typename } }',
      'mutation { login(emial: "a", password: "b") { __typename } }',
      '{ me { ... on Acount { id } } }',
      'query ($x: Strin) { __typename }',
      '{ __typename @skp(if: true) }',
    ];
    for (const query of misspelt) {
      const { status, text } = await postJson(app, { query });
      expect(status).toBe(400);
      expect(text).not.toMatch(/did you mean|emailAddress|"email"|logout|Account"\?/i);
    }
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Account") { name } }']) {
      expect((await postJson(app, { query })).status).toBe(400);
    }
  });

  it('has no subscriptions, persisted queries, deferred responses or files', async () => {
    const hash = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    for (const body of [
      { query: 'subscription { me }' },
      { extensions: hash },
      { query: '{ me { id } ... @defer { __typename } }' },
    ]) {
      const { status, text } = await postJson(app, body);
      expect(status).toBeLessThan(500);
      const { data, errors } = JSON.parse(text);
      expect(data ?? undefined).toBeUndefined();
      for (const error of errors) expect(error.extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    }
  });

  it('answers every Accept header with JSON or a 4xx', async () => {
    for (const accept of [
      '*/*',
      'text/html',
      'application/graphql-response+json',
      'multipart/mixed',
      'image/png',
      'x',
      '',
    ]) {
      const { status, headers } = await postJson(app, { query: '{ __typename }' }, '/graphql', { accept });
      expect(status).toBeLessThan(500);
      expect(headers['content-type']).toMatch(/json/);
    }
  });
});

describe('an internal error', { tags: ['graphql-silent'] }, () => {
  it('is masked with a correlation id that the log line carries, and tells nothing of the database', async () => {
    const { lines, log } = keptLog();
    const app = await startTestApp({ LOG_LEVEL: 'error' }, log);
    try {
      await app.app.database.em.getConnection().execute('alter table account rename to elsewhere');
      const { status, text } = await postJson(app, {
        query: `mutation { login(email: "ada@example.com", password: "${SECRET}") { __typename } }`,
      });
      const { errors, data } = JSON.parse(text);
      expect(status).toBe(200);
      expect(data).toBeNull();
      expect(errors).toEqual([
        {
          message: 'Internal server error',
          path: ['login'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) },
        },
      ]);
      expect(text).not.toMatch(INSIDES);
      const line = lines.find(each => each.includes(errors[0].extensions.errorId));
      expect(line).toContain('request failed');
      expect(lines.join('')).not.toContain(SECRET);
      expect(lines.join('')).not.toContain('ada@example.com');
      await app.app.database.em.getConnection().execute('alter table elsewhere rename to account');
      expect(await newClient(app).me()).toBeNull();
    } finally {
      await app.close();
    }
  });
});

describe('introspection', { tags: ['graphql-silent'] }, () => {
  it('is off in production unless asked for, and on elsewhere', async () => {
    const production = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://login.example.com',
      BCRYPT_COST: '10',
      RATE_LIMITS: 'on',
    };
    const introspects = async (environment: Record<string, string>) => {
      const own = await startTestApp(environment);
      const { status } = await postJson(own, { query: '{ __schema { queryType { name } } }' });
      await own.close();
      return status === 200;
    };
    expect(await introspects({})).toBe(true);
    expect(await introspects(production)).toBe(false);
    expect(await introspects({ ...production, INTROSPECTION: 'on' })).toBe(true);
  });
});
