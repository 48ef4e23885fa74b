import { type GraphQLOutputType, type GraphQLSchema, getNullableType, isEnumType, isUnionType } from 'graphql';
import type { Instrumentation } from '../observability/instrumentation.ts';

/**
 * Wraps every query and mutation of the schema. Only root fields are wrapped, so that other fields cost nothing.
 * Operations are named by the schema and never by the caller.
 */
export function instrumentOperations(schema: GraphQLSchema, around: Instrumentation): void {
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const { name, resolve, type } = field;
      if (!resolve) continue;
      field.resolve = async (source, args, context, info) => {
        const { result } = await around(name, async () => {
          const value: unknown = await resolve(source, args, context, info);
          return { name: outcomeName(value, type), result: value };
        });
        return result;
      };
    }
  }
}

function outcomeName(value: unknown, type: GraphQLOutputType): string {
  const named = getNullableType(type);
  if (isUnionType(named)) {
    const member = (value as object | null)?.constructor?.name;
    return named.getTypes().some(({ name }) => name === member) ? String(member) : 'other';
  }
  return isEnumType(named) ? String(value) : 'ok';
}
