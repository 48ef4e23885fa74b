import type { ComponentType } from 'react';
import { type PagePath, pagePathOf } from './paths.ts';

/** Fetches the code of a screen. */
type LoadScreen = () => Promise<{ default: ComponentType }>;

/** A path and the screen that it shows. */
export interface Route {
  readonly path: PagePath | '/not-found';
  readonly load: LoadScreen;
}

const screens: Readonly<Record<PagePath, LoadScreen>> = {
  '/register': () => import('./screens/Register.tsx'),
  '/register/done': () => import('./screens/RegisterDone.tsx'),
  '/register-confirm': () => import('./screens/RegisterConfirm.tsx'),
  '/register-complete': () => import('./screens/RegisterComplete.tsx'),
  '/login': () => import('./screens/Login.tsx'),
  '/password-reset': () => import('./screens/PasswordReset.tsx'),
  '/password-reset/done': () => import('./screens/PasswordResetDone.tsx'),
  '/password-reset-confirm': () => import('./screens/PasswordResetConfirm.tsx'),
  '/password-reset-complete': () => import('./screens/PasswordResetComplete.tsx'),
  '/password-reset-revoke': () => import('./screens/PasswordResetRevoke.tsx'),
  '/account': () => import('./screens/Account.tsx'),
  '/email-change': () => import('./screens/EmailChange.tsx'),
  '/email-change-revert': () => import('./screens/EmailChangeRevert.tsx'),
};

/** What every path without a screen of its own shows. */
export const notFound: Route = { path: '/not-found', load: () => import('./screens/NotFound.tsx') };

/** The route of a path, with or without a trailing slash; `notFound` where there is no screen for it. */
export function routeOf(path: string): Route {
  const pagePath = pagePathOf(path);
  return pagePath ? { path: pagePath, load: screens[pagePath] } : notFound;
}
