import { createRoot, hydrateRoot } from 'react-dom/client';
import { App, FailedApp, readyScreen } from './app/App.tsx';
import { languageCookie, ownPageOf, place } from './app/place.ts';
import { reportIncomplete } from './app/reportIncomplete.ts';
import { tolerateMovedNodes } from './app/tolerateMovedNodes.ts';
import { activateLanguage } from './i18n/activateLanguage.ts';
import { preferredLanguage } from './i18n/preferredLanguage.ts';
import { accountPath } from './paths.ts';
import { notFound, routeOf } from './routes.tsx';

/** Hydrates the page where it was prerendered for this path and language; else renders it anew. */
async function start(): Promise<void> {
  const { pathname } = location;
  const isStart = pathname === place.base || pathname === `${place.base}/`;
  const path = isStart ? accountPath : (ownPageOf(pathname) ?? notFound.path);
  const language = preferredLanguage(document.cookie, navigator.languages, languageCookie);
  const root = document.getElementById('root') as HTMLElement;
  const [first] = await Promise.all([readyScreen(path), activateLanguage(language)]);

  if (root.dataset.page === `${language.tag}${first.route.path}`) {
    hydrateRoot(root, <App first={first} />, { onUncaughtError });
  } else {
    document.documentElement.lang = language.tag;
    document.documentElement.dir = language.direction;
    createRoot(root, { onUncaughtError }).render(<App first={first} />);
  }
}

/** React has emptied the page by now. What is left of it may be in no order, so the new one gets a place of its own. */
function onUncaughtError(error: unknown): void {
  reportError(error);
  const place = document.createElement('div');
  document.body.replaceChildren(place);
  createRoot(place).render(<FailedApp />);
}

/** Loads the code of a screen as soon as a pointer or the focus reaches a link to it. */
function preloadScreen({ target }: Event): void {
  const href = target instanceof Element ? target.closest('a')?.getAttribute('href') : null;
  const page = href && ownPageOf(href);
  if (!page) return;
  routeOf(page)
    .load()
    .catch(() => undefined);
}

/** The browser shows the page as it was left, with what was typed, or an account that has been signed out since. */
function reloadIfKept({ persisted }: PageTransitionEvent): void {
  if (persisted) location.reload();
}

tolerateMovedNodes();
addEventListener('pageshow', reloadIfKept);
document.addEventListener('pointerover', preloadScreen);
document.addEventListener('focusin', preloadScreen);
start().catch(error => {
  reportIncomplete();
  throw error;
});
