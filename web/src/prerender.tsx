import { renderToString } from 'react-dom/server';
import { App, readyScreen } from './app/App.tsx';
import { notFound, routes } from './routes.tsx';
import { type Language, languages } from './words/languages.ts';
import { speak } from './words/speak.ts';

/** One page as the build writes it. */
export interface DrawnPage {
  /** Where it goes, below the folder of the build: login.html in English, de/login.html in German. */
  file: string;
  language: Language;
  /** What main.tsx compares with where it finds itself, to know whether this is the page to bring to life. */
  name: string;
  title: string;
  html: string;
}

/** Draws every screen in every language, each as it is before anything has been asked or typed. */
export async function drawPages(): Promise<DrawnPage[]> {
  const pages: DrawnPage[] = [];
  for (const language of languages) {
    await speak(language);
    const folder = language === languages[0] ? '' : `${language.tag}/`;
    for (const { path } of routes) pages.push(await draw(path, `${folder}${path.slice(1)}.html`, language));
    pages.push(await draw(notFound.path, `${folder}404.html`, language));
  }
  return pages;
}

async function draw(path: string, file: string, language: Language): Promise<DrawnPage> {
  const drawn = renderToString(<App first={await readyScreen(path)} ssrPath={path} />);
  const [titleTag = '', title = ''] = /<title>(.*?)<\/title>/.exec(drawn) ?? [];
  return { file, language, name: `${language.tag}${path}`, title, html: drawn.replace(titleTag, '') };
}
