import { ApolloProvider } from '@apollo/client/react';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { type ComponentType, useEffect, useMemo, useState } from 'react';
import { Redirect, Router, useLocation } from 'wouter';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/form.css';
import { homePath } from '../paths.ts';
import { type Route, routeOf } from '../routes.tsx';
import { SurroundingsContext } from '../ui/Page.tsx';
import { brand } from './brand.ts';
import { client } from './client.ts';
import { Frame } from './Frame.tsx';

/** A screen whose code is here, ready to be shown. */
export interface ReadyScreen {
  route: Route;
  Screen: ComponentType;
}

/** Fetches the code of the screen for a path. */
export async function readyScreen(path: string): Promise<ReadyScreen> {
  const route = routeOf(path);
  return { route, Screen: (await route.load()).default };
}

/** The whole page. `ssrPath` is the path to draw where there is no address bar, while prerendering. */
export function App({ first, ssrPath }: { first: ReadyScreen; ssrPath?: string }) {
  return (
    <ApolloProvider client={client}>
      <I18nProvider i18n={i18n}>
        <Router {...(ssrPath ? { ssrPath } : {})}>
          <Screens first={first} />
        </Router>
      </I18nProvider>
    </ApolloProvider>
  );
}

/** Shows the screen of the address bar's path, and keeps the one before until the code of the new one is here. */
function Screens({ first }: { first: ReadyScreen }) {
  const [path] = useLocation();
  const [shown, setShown] = useState({ ...first, arrived: false });

  useEffect(() => {
    document.documentElement.dataset.alive = '';
  }, []);

  useEffect(() => {
    if (routeOf(path).path === shown.route.path) return;
    let overtaken = false;
    readyScreen(path).then(
      screen => {
        if (overtaken) return;
        window.scrollTo(0, 0);
        setShown({ ...screen, arrived: true });
      },
      // The code of a screen cannot be fetched after a new version was deployed, or offline: the browser does what it can.
      () => location.reload(),
    );
    return () => {
      overtaken = true;
    };
  }, [path, shown.route]);

  const { Screen, arrived, route } = shown;
  const surroundings = useMemo(() => ({ productName: brand.name, arrived }), [arrived]);
  return (
    <SurroundingsContext value={surroundings}>
      <Frame>
        {path === '/' && <Redirect to={homePath} replace />}
        <Screen key={route.path} />
      </Frame>
    </SurroundingsContext>
  );
}
