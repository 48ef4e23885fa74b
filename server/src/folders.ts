import { fileURLToPath } from 'node:url';

/** Where the key and the database of an installation without configuration are kept, from the folder that the process was started in. */
export const DATA_FOLDER = 'data';

/** Seen from the source as well as from the compiled server. */
const WEB = new URL(import.meta.url.endsWith('.ts') ? '../../web/' : '../../../web/', import.meta.url);

/** Where the build of the SPA is. */
export const PAGES_FOLDER = fileURLToPath(new URL('dist', WEB));

/** Where the build of the playground is. */
export const PLAYGROUND_FOLDER = fileURLToPath(new URL('dist-playground', WEB));
