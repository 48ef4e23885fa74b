import { createRoot, hydrateRoot } from 'react-dom/client';
import { App, readyScreen } from './app/App.tsx';
import { routeOf } from './routes.tsx';
import { preferredLanguage } from './words/preferredLanguage.ts';
import { speak } from './words/speak.ts';

const path = location.pathname === '/' ? '/account' : location.pathname;
const language = preferredLanguage(document.cookie, navigator.languages);
const root = document.getElementById('root') as HTMLElement;

const [first] = await Promise.all([readyScreen(path), speak(language)]);

// A page that was prerendered for this very path and language only has to be brought to life.
if (root.dataset.page === `${language.tag}${first.route.path}`) {
  hydrateRoot(root, <App first={first} />);
} else {
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.direction;
  createRoot(root).render(<App first={first} />);
}

// The code of the next screen is fetched as soon as somebody reaches for the link to it.
for (const reach of ['pointerover', 'focusin']) {
  document.addEventListener(reach, ({ target }) => {
    const href = target instanceof Element ? target.closest('a')?.getAttribute('href') : null;
    if (href)
      routeOf(href)
        ?.load()
        .catch(() => undefined);
  });
}
