import type { ComponentType } from 'react';

/** One URL of the product and the screen behind it. */
export interface Route {
  /** The path in the address bar. */
  path: string;
  /** What a mail links to; its uid and token leave the address bar before anything else loads, which leaves `path`. */
  mailedAs?: string;
  load: () => Promise<{ default: ComponentType }>;
}

/** Every URL of the product, in the order a person walks them. A trailing slash is accepted everywhere. */
export const routes: readonly Route[] = [
  { path: '/register', load: () => import('./screens/Register.tsx') },
  { path: '/register/done', load: () => import('./screens/RegisterDone.tsx') },
  {
    path: '/register-confirm',
    mailedAs: '/register-confirm/:uid/:token',
    load: () => import('./screens/RegisterConfirm.tsx'),
  },
  { path: '/register-complete', load: () => import('./screens/RegisterComplete.tsx') },
  { path: '/login', load: () => import('./screens/Login.tsx') },
  { path: '/password-reset', load: () => import('./screens/PasswordReset.tsx') },
  { path: '/password-reset/done', load: () => import('./screens/PasswordResetDone.tsx') },
  {
    path: '/password-reset-confirm',
    mailedAs: '/password-reset-confirm/:uid/:token',
    load: () => import('./screens/PasswordResetConfirm.tsx'),
  },
  { path: '/password-reset-complete', load: () => import('./screens/PasswordResetComplete.tsx') },
  {
    path: '/password-reset-revoke',
    mailedAs: '/password-reset-revoke/:uid/:token',
    load: () => import('./screens/PasswordResetRevoke.tsx'),
  },
  { path: '/account', load: () => import('./screens/Account.tsx') },
];

/** What every other path shows. */
export const notFound: Route = { path: '/not-found', load: () => import('./screens/NotFound.tsx') };

/** The route of a path, with or without a trailing slash; undefined where there is none. */
export function routeOf(path: string): Route | undefined {
  const bare = path.replace(/\/+$/, '');
  return routes.find(route => route.path === bare);
}
