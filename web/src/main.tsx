import { createRoot, hydrateRoot } from 'react-dom/client';
import { App, readyScreen } from './app/App.tsx';
import { homePath, pagePathOf } from './paths.ts';
import { routeOf } from './routes.tsx';
import { preferredLanguage } from './words/preferredLanguage.ts';
import { speak } from './words/speak.ts';

/** Brings the page to life: the prerendered one where it was drawn for this very path and language, else a fresh one. */
async function start(): Promise<void> {
  const path = location.pathname === '/' ? homePath : location.pathname;
  const language = preferredLanguage(document.cookie, navigator.languages);
  const root = document.getElementById('root') as HTMLElement;
  const [first] = await Promise.all([readyScreen(path), speak(language)]);

  if (root.dataset.page === `${language.tag}${first.route.path}`) {
    hydrateRoot(root, <App first={first} />);
  } else {
    document.documentElement.lang = language.tag;
    document.documentElement.dir = language.direction;
    createRoot(root).render(<App first={first} />);
  }
}

/** Fetches the code of the next screen as soon as somebody reaches for the link to it. */
function fetchAhead({ target }: Event): void {
  const href = target instanceof Element ? target.closest('a')?.getAttribute('href') : null;
  if (!href || !pagePathOf(href)) return;
  routeOf(href)
    .load()
    .catch(() => undefined);
}

document.addEventListener('pointerover', fetchAhead);
document.addEventListener('focusin', fetchAhead);
void start();
