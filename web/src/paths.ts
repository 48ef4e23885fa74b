/**
 * The pages that an email links to, as `/PAGE/UID/TOKEN`. A script in index.html takes uid and token out of the address
 * bar, which leaves the path of the page.
 */
export const linkPages = [
  'register-confirm',
  'password-reset-confirm',
  'password-reset-revoke',
  'email-change',
  'email-change-revert',
] as const;

/** A page that an email links to, by its path without the slash. */
export type LinkPage = (typeof linkPages)[number];

/** The path of every page, in the order in which a person visits them. A trailing slash is accepted everywhere. */
export const pagePaths = [
  '/register',
  '/register/done',
  '/register-confirm',
  '/register-complete',
  '/login',
  '/password-reset',
  '/password-reset/done',
  '/password-reset-confirm',
  '/password-reset-complete',
  '/password-reset-revoke',
  '/account',
  '/email-change',
  '/email-change-revert',
] as const;

/** The pages that search engines may list. All others mean something only to one person, once. */
export const listedPaths: readonly string[] = ['/register', '/login', '/password-reset'];

/** The pages that say who may create an account. */
export const pathsAboutRegistration: readonly PagePath[] = ['/login', '/register'];

/** The path of a page. */
export type PagePath = (typeof pagePaths)[number];

/** The page of a person's own account. */
export const accountPath: PagePath = '/account';

/** The page of a path, with or without a trailing slash; undefined where there is none. */
export function pagePathOf(path: string): PagePath | undefined {
  const withoutSlash = path.replace(/\/+$/, '');
  return pagePaths.find(pagePath => pagePath === withoutSlash);
}
