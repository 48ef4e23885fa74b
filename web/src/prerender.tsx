import { t } from '@lingui/core/macro';
import { renderToString } from 'react-dom/server';
import { App, readyScreen } from './app/App.tsx';
import { brand } from './app/brand.ts';
import { place } from './app/place.ts';
import { activateLanguage } from './i18n/activateLanguage.ts';
import { folderOf, type Language, languages } from './i18n/languages.ts';
import { listedPaths, pagePaths, pathsAboutRegistration } from './paths.ts';
import { notFound, type Route } from './routes.tsx';

/** One page as the build writes it. */
export interface PrerenderedPage {
  /**
   * Its file below the folder of the build: login.html in English, de/login.html in German, login-closed.html where
   * registration is closed.
   */
  readonly file: string;
  readonly path: Route['path'];
  readonly language: Language;
  /** What main.tsx compares with its own path and language, to know whether it can hydrate this page. */
  readonly name: string;
  readonly title: string;
  /** What search engines and link previews say about it. */
  readonly description: string;
  /** Whether search engines may list it. */
  readonly listed: boolean;
  readonly html: string;
}

/** Renders every screen in every language, each as it is before anything has been asked or typed. */
export async function prerenderPages(): Promise<PrerenderedPage[]> {
  const pages: PrerenderedPage[] = [];
  for (const language of languages) {
    await activateLanguage(language);
    for (const path of pagePaths) pages.push(await prerender(path, `${path.slice(1)}.html`, language));
    for (const registration of ['invite', 'closed'] as const) {
      Object.assign(place, { registration });
      for (const path of pathsAboutRegistration)
        pages.push(await prerender(path, `${path.slice(1)}-${registration}.html`, language));
    }
    Object.assign(place, { registration: undefined });
    pages.push(await prerender(notFound.path, '404.html', language));
  }
  return pages;
}

async function prerender(path: Route['path'], file: string, language: Language): Promise<PrerenderedPage> {
  const rendered = renderToString(<App first={await readyScreen(path)} ssrPath={path} />);
  const [titleTag = '', title = ''] = /<title>(.*?)<\/title>/.exec(rendered) ?? [];
  return {
    file: `${folderOf(language)}${file}`,
    path,
    language,
    name: `${language.tag}${path}`,
    title,
    description: t`Sign in to ${brand.name}, create an account, or choose a new password.`,
    listed: listedPaths.includes(path),
    html: rendered.replace(titleTag, ''),
  };
}
