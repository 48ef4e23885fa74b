import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types the documents in web/src/operations by the schema that the server emits. */
const config: CodegenConfig = {
  schema: 'server/schema.graphql',
  documents: ['web/src/operations/*.graphql'],
  generates: {
    'web/src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        skipTypename: true,
        scalars: { DateTime: 'string', ID: 'string' },
      },
    },
  },
};

export default config;
