import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptLog } from '../testing/keptLog.ts';
import { registerAccount } from '../testing/people.ts';
import { postJson } from '../testing/rawRequest.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { GOOD_PASSWORD, newClient } from '../testing/testClient.ts';
import { buildRekeySchema } from './schema.ts';

/** More of them by FUZZED_OPERATIONS, before a release. */
const OPERATIONS = Number(process.env.FUZZED_OPERATIONS ?? 8_000);
const SEED = 20_261_123;
/** Operations in flight at once. */
const AT_ONCE = 16;

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\r\nBcc: eve@example.com',
    '{"a":1}',
    "' or 1=1; --",
    '$2b$04$',
    '__proto__',
    '../../etc/passwd',
    '🙂'.repeat(300),
    'a'.repeat(5_000),
    '\u0301'.repeat(2_000),
    'fuzz@example.com',
    'null',
    '0',
  ),
);
const anything = fc.oneof(
  { weight: 4, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom(null, true, 0, -1, 1.5, 1e308, 2_147_483_648, -2_147_483_649, Number.MAX_SAFE_INTEGER),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
);
/** Values as they may stand in a document, right or wrong. */
const literal = fc.oneof(
  text.map(value => JSON.stringify(value)),
  fc.constantFrom(
    'null',
    'true',
    '1',
    '-1',
    '99999999999999999999',
    '1.5e400',
    'ENUM',
    '[]',
    '[[[["x"]]]]',
    '{}',
    '{a: {b: "c"}}',
    '"""block"""',
    '$missing',
    '"\\u0000"',
    '"\\uD800"',
    '""',
  ),
);
const directive = fc.constantFrom(
  '',
  '',
  '',
  ' @include(if: true)',
  ' @skip(if: true)',
  ' @skip(if: "x")',
  ' @deprecated',
  ' @x',
);

describe('the whole schema under twenty thousand random operations', () => {
  let app: TestApp;
  const { lines, log } = keptLog();
  beforeAll(async () => {
    app = await startTestApp({ LOG_LEVEL: 'warn' }, log);
  });
  afterAll(() => app.close());

  it('stays healthy: no answer is a 5xx, an internal error or a stack, and no line of the log is an error', {
    tags: ['graphql-bounds'],
    timeout: 300_000,
  }, async () => {
    const schema = await buildRekeySchema();
    const client = await registerAccount(app, 'fuzz@example.com');
    await client.login('fuzz@example.com', GOOD_PASSWORD);
    const cookie = [...client.cookies].map(pair => pair.join('=')).join('; ');
    const roots = [schema.getQueryType(), schema.getMutationType()].flatMap(type =>
      Object.values(type?.getFields() ?? {}).map(field => ({ field, operation: type?.name.toLowerCase() ?? '' })),
    );
    expect(roots.length).toBeGreaterThan(10);

    const operation = fc.constantFrom(...roots).chain(({ field, operation }) =>
      fc.record({
        body: fc.oneof(
          { weight: 4, arbitrary: withVariables(operation, field) },
          { weight: 3, arbitrary: withLiterals(operation, field) },
          { weight: 1, arbitrary: garbage },
        ),
        signedIn: fc.boolean(),
      }),
    );
    const bodies = fc.sample(operation, { numRuns: OPERATIONS, seed: SEED });
    const statuses = new Map<number, number>();
    let next = 0;
    async function sendInTurn() {
      while (next < bodies.length) {
        const { body, signedIn } = bodies[next++] as (typeof bodies)[number];
        const { status, text: answer } = await postJson(app, body, '/graphql', signedIn ? { cookie } : {});
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status >= 500 || /INTERNAL_SERVER_ERROR|node_modules|\.[jt]s:\d+/.test(answer)) {
          expect.fail(`${status} ${answer}\nto ${JSON.stringify(body).slice(0, 2_000)}`);
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, sendInTurn));

    // Both sorts occurred in numbers, or this would have tested nothing.
    expect(statuses.get(200)).toBeGreaterThan(OPERATIONS / 20);
    expect(statuses.get(400)).toBeGreaterThan(OPERATIONS / 20);
    expect(lines.filter(line => JSON.parse(line).level >= 50)).toEqual([]);
    expect(await newClient(app).login('fuzz@example.com', GOOD_PASSWORD)).toMatchObject({ __typename: 'LoggedIn' });
  });
});

/** Well-formed documents with variables of any kind. */
function withVariables(operation: string, field: GraphQLField<unknown, unknown>) {
  const declared = field.args.map(arg => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = field.args.map(arg => `${arg.name}: $${arg.name}`).join(', ');
  const query = `${operation} Fuzz${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selectionOf(field.type, 3)} }`;
  const values = fc.record(
    Object.fromEntries(field.args.map(arg => [arg.name, fc.oneof(fittingValue(arg.type), anything)])),
    { requiredKeys: [] },
  );
  return values.map(variables => ({ query, variables }));
}

/** Documents with literals, aliases, directives and fragments, many of them wrong. */
function withLiterals(operation: string, field: GraphQLField<unknown, unknown>) {
  return fc
    .record({
      values: fc.array(literal, { minLength: field.args.length, maxLength: field.args.length }),
      mark: directive,
      twice: fc.boolean(),
      depth: fc.nat(6),
    })
    .map(({ values, mark, twice, depth }) => {
      const passed = field.args.map((arg, n) => `${arg.name}: ${values[n]}`).join(', ');
      const selected = `a: ${field.name}${passed && `(${passed})`}${mark} ${selectionOf(field.type, 1 + (depth % 3))}`;
      const nested = depth > 3 ? `... on ${operation === 'query' ? 'Query' : 'Mutation'} { ${selected} }` : selected;
      return {
        query: `${operation} { ${nested} ${twice && operation === 'query' ? nested.replaceAll('a:', 'b:') : ''} }`,
      };
    });
}

/** Not even a document, or not even a request. */
const garbage = fc.oneof(
  text.map(query => ({ query })),
  fc.record(
    { query: anything, variables: anything, operationName: anything, extensions: anything },
    { requiredKeys: [] },
  ),
  anything,
);

function fittingValue(type: GraphQLInputType): fc.Arbitrary<unknown> {
  const named = getNamedType(type).name;
  const value: fc.Arbitrary<unknown> = named === 'Int' ? fc.integer() : named === 'Boolean' ? fc.boolean() : text;
  return isNonNullType(type) ? value : fc.option(value);
}

/** Every field down to a depth, so that the whole answer is read. */
function selectionOf(type: GraphQLOutputType, depth: number): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return '';
  if (depth === 0) return '{ __typename }';
  const types = isUnionType(named) ? named.getTypes() : isObjectType(named) ? [named] : [];
  const parts = types.map(each => {
    const fields = Object.values(each.getFields()).map(
      // Fields of one name but different types in a union cannot be asked for together.
      field => `${each.name}_${field.name}: ${field.name} ${selectionOf(field.type, depth - 1)}`,
    );
    return `... on ${each.name} { ${(depth > 2 ? fields.slice(0, 2) : fields).map(field => field.replace(/^\w+: /, '')).join(' ')} }`;
  });
  return `{ __typename ${parts.join(' ')} }`;
}
