import { fileURLToPath } from 'node:url';

// Seen from this file as well as from the built server, which lies as deep.
const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the key and the database of an installation without configuration are kept, from the folder that the process was started in. */
export const DATA_FOLDER = 'data';

/** Where the build of the SPA is. */
export const PAGES_FOLDER = folder('../../web/dist');

/** Where the build of the playground is. */
export const PLAYGROUND_FOLDER = folder('../../web/dist-playground');

/** Where the compiled mails are. */
export const MAILS_FOLDER = folder('../mails');
