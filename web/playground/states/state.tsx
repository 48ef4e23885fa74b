import { createRoot } from 'react-dom/client';
import { App, readyScreen } from '../../src/app/App.tsx';
import { place } from '../../src/app/place.ts';
import { activateLanguage } from '../../src/i18n/activateLanguage.ts';
import { languages } from '../../src/i18n/languages.ts';
import { linkPages } from '../../src/paths.ts';
import { answering, type State, type Step, states } from './states.ts';

// Shows one state, `state.html?name=NAME&language=TAG&theme=light|dark`: the product's own screen, with the answers of
// the list. It reports to the page around it when the state is reached, or why it is not.

/** The report of a state to the page around it. */
export interface Report {
  readonly name: string;
  /** Undefined where the state was reached. */
  readonly problem?: string;
}

/** A link of an email, as the first script of index.html recognises it. */
const MAILED_LINK = /^\/([a-z-]+)\/([^/]+)\/([^/]+)$/;

/** A step that takes longer than this, in milliseconds, has failed. */
const STEP_WITHIN_MS = 20_000;

const search = new URLSearchParams(location.search);
const name = search.get('name') ?? '';

try {
  const state = states.find(candidate => candidate.name === name);
  if (!state) throw new Error(`There is no state of the name ${name}.`);
  await show(state);
  for (const step of [{ see: 'main:not([aria-busy])' }, ...(state.steps ?? [])]) await take(step);
  report({ name });
} catch (error) {
  report({ name, problem: (error as Error).message });
}

function report(what: Report): void {
  parent.postMessage(what, location.origin);
}

async function show(state: State): Promise<void> {
  answerFrom(state);
  isolate();
  setTheme(search.get('theme') ?? '');
  const language = languages.find(({ tag }) => tag === search.get('language')) ?? languages[0];
  if (!language) return;
  document.documentElement.lang = language.tag;
  document.documentElement.dataset.scripts = 'allowed';
  document.documentElement.dir = language.direction;

  let { path } = state;
  const [, page, uid, token] = MAILED_LINK.exec(path) ?? [];
  const key = `rekey:${page}`;
  if (linkPages.some(linkPage => linkPage === page)) {
    Object.assign(window, { [key]: JSON.stringify({ uid, token }) });
    path = `/${page}`;
  }
  history.replaceState(state.historyState ?? null, '', place.base + path);
  const [first] = await Promise.all([readyScreen(path), activateLanguage(language)]);
  createRoot(document.getElementById('root') as HTMLElement).render(<App first={first} />);
}

/** Answers requests to the API with those of the state. */
function answerFrom({ answers = {} }: State): void {
  const answerTo = answering(answers);
  const { fetch } = window;
  window.fetch = async (input, init) => {
    if (input !== `${place.base}/graphql`) return fetch(input, init);
    const language = new Headers(init?.headers).get('accept-language') ?? '';
    let answer: ReturnType<typeof answerTo>;
    try {
      answer = answerTo(String(init?.body), language);
    } catch (error) {
      report({ name, problem: (error as Error).message });
      throw error;
    }
    if (answer === 'offline') throw new TypeError('Failed to fetch');
    return answer === 'server down' ? new Response('down', { status: 503 }) : Response.json(answer);
  };
}

/**
 * Isolates the state from others on the same page: no shared storage for links, and no scrolling to the focused field.
 */
function isolate(): void {
  for (const storage of ['sessionStorage', 'localStorage'])
    Object.defineProperty(window, storage, {
      get() {
        throw new DOMException('states share no storage', 'SecurityError');
      },
    });
  const { focus } = HTMLElement.prototype;
  HTMLElement.prototype.focus = function withoutScrolling(options) {
    focus.call(this, { ...options, preventScroll: true });
  };
}

/** Applies a theme by rewriting the media queries that ask for the system's. */
function setTheme(theme: string): void {
  if (theme !== 'light' && theme !== 'dark') return;
  for (const { media } of rulesOf([...document.styleSheets])) {
    if (!media.mediaText.includes('prefers-color-scheme')) continue;
    media.mediaText = media.mediaText.includes(theme) ? 'all' : 'not all';
  }
  document.documentElement.style.colorScheme = theme;
}

function rulesOf(sheets: readonly CSSStyleSheet[]): CSSMediaRule[] {
  return sheets.flatMap(sheet => [...sheet.cssRules]).filter(rule => rule instanceof CSSMediaRule);
}

async function take(step: Step): Promise<void> {
  if ('fill' in step) return fill(await find(step.fill), step.with);
  if ('press' in step) return (await find(step.press)).click();
  await find(step.see);
}

/** Types in a way that React notices. */
function fill(field: HTMLElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** The first element that matches, once there is one. */
async function find(selector: string): Promise<HTMLElement> {
  const deadline = performance.now() + STEP_WITHIN_MS;
  while (performance.now() < deadline) {
    const element = document.querySelector<HTMLElement>(selector);
    if (element) return element;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`${selector} did not appear`);
}
