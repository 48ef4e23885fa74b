/**
 * The layers of src, lowest first. A folder imports from its own layer and from those before it, never from one after
 * it. Folders of one layer do not import each other. Read by dependency-cruiser (`npm run layers`); drawn by `npm run
 * architecture`.
 */
const LAYERS = [
  ['domain'],
  ['sql'],
  ['links'],
  ['limits', 'passwords'],
  ['messages'],
  ['queue'],
  ['mail', 'webhooks'],
  ['observability'],
  ['accounts'],
  ['sessions'],
  ['recovery'],
  ['emailChange'],
  ['administration'],
  ['config'],
  ['graphql'],
  ['http'],
  ['database'],
  ['start'],
  ['cli'],
];

/** Packages that only one folder may import. */
const OWNERS = [
  { packages: '^(graphql|type-graphql|@apollo/|graphql-scalars)', folders: 'graphql' },
  { packages: '^(fastify$|@fastify/|helmet$)', folders: 'http' },
  { packages: '^(nodemailer|smtp-server|mailparser)', folders: 'mail' },
];

const inFolders = folders => `^src/(?:${folders.join('|')})/`;
const code = { pathNot: '\\.test\\.ts$' };

module.exports = {
  forbidden: [
    ...LAYERS.slice(0, -1).map((layer, index) => ({
      name: `${layer.join(', ')}: an arrow back up`,
      severity: 'error',
      from: { ...code, path: inFolders(layer) },
      to: { path: `${inFolders(LAYERS.slice(index + 1).flat())}|^src/main\\.ts$` },
    })),
    ...LAYERS.filter(layer => layer.length > 1).map(layer => ({
      name: `${layer.join(', ')}: an arrow to a neighbour`,
      severity: 'error',
      from: { ...code, path: `^src/(${layer.join('|')})/` },
      to: { path: inFolders(layer), pathNot: '^src/$1/' },
    })),
    ...OWNERS.map(({ packages, folders }) => ({
      name: `packages of ${folders} outside of it`,
      severity: 'error',
      from: { ...code, path: '^src/', pathNot: `${code.pathNot}|^src/(?:${folders}|testing)/` },
      to: { path: packages.replaceAll('^(', 'node_modules/(').replaceAll('$', '/'), dependencyTypesNot: ['type-only'] },
    })),
    { name: 'a circle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'a file that is not there',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^nodemailer/lib/' },
    },
    {
      name: 'tests imported by the product',
      severity: 'error',
      from: { ...code, pathNot: `${code.pathNot}|^src/testing/` },
      to: { path: '\\.test\\.ts$|^src/testing/' },
    },
  ],
  options: {
    // TypeScript 7 has no API that dependency-cruiser could use yet. swc sees imports of types too.
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
  },
};
