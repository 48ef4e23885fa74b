import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types the documents in web/src/operations by the schema that the server emits. */
const config = {
  schema: 'server/schema.graphql',
  documents: 'web/src/operations/*.graphql',
  generates: {
    'web/src/generated/graphql.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        skipTypename: true,
        scalars: { DateTime: 'string', ID: 'string' },
      },
    },
  },
} satisfies CodegenConfig;

export default config;
