import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildASTSchema, parse } from 'graphql';

// Writes src/generated/graphql.ts: the operations in src/operations, typed by the schema that the server emits. It uses
// the plugins of GraphQL Code Generator without its command line, which is most of it, so that a first start fetches less.

const web = fileURLToPath(new URL('..', import.meta.url));
const folder = join(web, 'src/operations');
const filename = join(web, 'src/generated/graphql.ts');

const read = (file: string) => readFile(file, 'utf8');
const documents = await Promise.all(
  (await readdir(folder))
    .sort()
    .map(async name => ({ location: name, document: parse(await read(join(folder, name))) })),
);
const schema = parse(await read(join(web, '../server/schema.graphql')));

const generated = await codegen({
  filename,
  schema,
  schemaAst: buildASTSchema(schema),
  documents,
  config: {
    useTypeImports: true,
    enumsAsTypes: true,
    skipTypename: true,
    scalars: { DateTime: 'string', ID: 'string' },
  },
  plugins: [{ operations: {} }, { typedDocuments: {} }],
  pluginMap: { operations, typedDocuments },
});
await mkdir(join(web, 'src/generated'), { recursive: true });
await writeFile(filename, generated);
