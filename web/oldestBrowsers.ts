/**
 * The oldest browsers that the pages are built for and tested as: Safari 16.4 and what else was new in March 2023. The
 * README names them too.
 */
export const oldestBrowsers = { chrome: '111', edge: '111', firefox: '111', safari: '16.4', ios: '16.4' } as const;
