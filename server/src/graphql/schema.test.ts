import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildRekeySchema } from './schema.ts';

describe('the schema', () => {
  it('is what server/schema.graphql says (npm run schema writes it anew)', async () => {
    const printed = printSchema(await buildRekeySchema());
    const written = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');
    // type-graphql turns the arguments of a field around each time that a process builds the schema.
    const sorted = (sdl: string) => printSchema(lexicographicSortSchema(buildSchema(sdl)));
    if (sorted(printed) === sorted(written)) return;
    await expect(`${printed}\n`).toMatchFileSnapshot('../../schema.graphql');
  });

  it('offers at least the public contract: nothing in it is missing, narrower or of another type', {
    tags: ['graphql-contract'],
  }, async () => {
    const contract = buildSchema(readFileSync(new URL('../../contract.graphql', import.meta.url), 'utf8'));
    // Reparsed, so that both schemas come from the same copy of graphql.
    const emitted = buildSchema(printSchema(await buildRekeySchema()));
    expect(findBreakingChanges(contract, emitted)).toEqual([]);
  });
});
