import { fileURLToPath } from 'node:url';

/** The folder of the server's package. The build puts all files one folder deep, where the sources lie two deep. */
const SERVER = new URL(import.meta.url.endsWith('.ts') ? '../../' : '../', import.meta.url);

/** The path of a file or a folder of the installation, from the folder of the server's package. */
export const inInstallation = (path: string): string => fileURLToPath(new URL(path, SERVER));

/**
 * Where an installation without configuration keeps its key and its database, from the folder that the process was
 * started in.
 */
export const DATA_FOLDER = 'data';

/** Where the build of the SPA is. */
export const PAGES_FOLDER = inInstallation('../web/dist');

/** Where the build of the playground is. */
export const PLAYGROUND_FOLDER = inInstallation('../web/dist-playground');
