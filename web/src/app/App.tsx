import { ApolloProvider } from '@apollo/client/react';
import { i18n } from '@lingui/core';
import { I18nProvider, useLingui } from '@lingui/react';
import { type ComponentType, useEffect, useMemo, useRef, useState } from 'react';
import { Redirect, Router, useLocation } from 'wouter';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/form.css';
import { accountPath } from '../paths.ts';
import { type Route, routeOf } from '../routes.tsx';
import { PageFailed } from '../screens/PageFailed.tsx';
import { LayoutContext } from '../ui/Page.tsx';
import { brand } from './brand.ts';
import { carryNext } from './carried.ts';
import { client } from './client.ts';
import { repeatHeldPress } from './heldPress.ts';
import { Layout } from './Layout.tsx';
import { place } from './place.ts';
import { reportIncomplete } from './reportIncomplete.ts';
import { Sentence } from './Sentence.tsx';

/** The code of a screen is a few kilobytes. No one waits longer for it without being told. */
const CODE_WITHIN_MS = 10_000;

/** A screen whose code has been loaded. */
export interface ReadyScreen {
  readonly route: Route;
  readonly Screen: ComponentType;
}

/** Fetches the code of the screen for a path. */
export async function readyScreen(path: string): Promise<ReadyScreen> {
  const route = routeOf(path);
  return { route, Screen: (await route.load()).default };
}

/** The whole page. `ssrPath` is the path to render while prerendering, where there is no address bar. */
export function App({ first, ssrPath }: { first: ReadyScreen; ssrPath?: string }) {
  return (
    <ApolloProvider client={client}>
      <I18nProvider i18n={i18n} defaultComponent={Sentence}>
        <Router base={place.base} {...(ssrPath ? { ssrPath: place.base + ssrPath } : {})}>
          <Screens first={first} />
        </Router>
      </I18nProvider>
    </ApolloProvider>
  );
}

/** The whole page in place of one whose code has failed. */
export function FailedApp() {
  return (
    <I18nProvider i18n={i18n} defaultComponent={Sentence}>
      <Router base={place.base} hook={usePageLoad}>
        <LayoutContext value={{ productName: brand.name, path: '', shownView: { current: '' }, announce: () => {} }}>
          <Layout>
            <PageFailed />
          </Layout>
        </LayoutContext>
      </Router>
    </I18nProvider>
  );
}

/** Loads the page of every link, since no screen is left to show it. */
function usePageLoad(): [string, (address: string) => void] {
  return [location.pathname, address => location.assign(address)];
}

/**
 * Shows the screen of the address bar's path. The previous screen stays until the code of the new one has been loaded.
 */
function Screens({ first }: { first: ReadyScreen }) {
  const [path] = useLocation();
  const [shown, setShown] = useState(first);
  const [announcement, announce] = useState('');
  const { i18n: words } = useLingui();
  const shownView = useRef<string | null>(null);
  const [incomplete, setIncomplete] = useState(false);

  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.hydrated = '';
    delete dataset.incomplete;
    repeatHeldPress();
    const told = () => setIncomplete(true);
    addEventListener('rekey:incomplete-told', told);
    return () => removeEventListener('rekey:incomplete-told', told);
  }, []);

  // What was announced in another language is over.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a switch of the language clears it.
  useEffect(() => announce(''), [words.locale]);

  // Whichever page a link with `next` leads to, and a redirect to sign-in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address bar has changed when its path has.
  useEffect(() => carryNext(location.search), [path]);

  useEffect(() => {
    // The person may have come back from a page whose code has not come.
    if (routeOf(path).path === shown.route.path) return setIncomplete(false);
    let outdated = false;
    const late = setTimeout(() => setIncomplete(true), CODE_WITHIN_MS);
    readyScreen(path).then(
      screen => {
        if (outdated) return;
        clearTimeout(late);
        setIncomplete(false);
        window.scrollTo(0, 0);
        setShown(screen);
      },
      // The code cannot be loaded offline, or after a new version was deployed.
      () => {
        if (!outdated) reportIncomplete();
      },
    );
    return () => {
      outdated = true;
      clearTimeout(late);
    };
  }, [path, shown.route]);

  const { Screen, route } = shown;
  const layout = useMemo(() => ({ productName: brand.name, path: route.path, shownView, announce }), [route.path]);
  return (
    <LayoutContext value={layout}>
      <Layout announcement={announcement} incomplete={incomplete}>
        {path === '/' && <Redirect to={accountPath} replace />}
        <Screen key={route.path} />
      </Layout>
    </LayoutContext>
  );
}
