import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codegen } from '@graphql-codegen/core';
import * as typedDocuments from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildASTSchema, parse } from 'graphql';
import config from '../../codegen.ts';

// Does what codegen.ts says with the core of GraphQL Code Generator and two plugins. The command line, which is most of
// it, is not needed for that, so that a first start fetches less.

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = async (file: string) => parse(await readFile(join(root, file), 'utf8'));

const folder = dirname(config.documents);
const files = (await readdir(join(root, folder))).sort();
const documents = await Promise.all(files.map(async name => ({ document: await read(join(folder, name)) })));
const schema = await read(config.schema);

for (const [file, output] of Object.entries(config.generates)) {
  const filename = join(root, file);
  const generated = await codegen({
    filename,
    schema,
    schemaAst: buildASTSchema(schema),
    documents,
    config: output.config,
    plugins: output.plugins.map(plugin => ({ [plugin]: {} })),
    pluginMap: { 'typescript-operations': operations, 'typed-document-node': typedDocuments },
  });
  await mkdir(dirname(filename), { recursive: true });
  await writeFile(filename, generated);
}
