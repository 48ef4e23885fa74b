import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './playground.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { examples } from './examples.ts';

const root = document.getElementById('root') as HTMLElement;

/** The local mailbox, where the server has started one, and the path of PUBLIC_URL. */
const { mailbox, base } = root.dataset;

/** The same origin, so the session cookie travels by itself. */
const fetcher = createGraphiQLFetcher({ url: `${base}/graphql` });

createRoot(root).render(
  // Tabs hold passwords and links while one tries things out: they outlive a reload, but not the browser's tab.
  <GraphiQL
    fetcher={fetcher}
    storage={sessionStorage}
    defaultTabs={examples}
    defaultEditorToolsVisibility="variables"
    isHeadersEditorEnabled={false}
    shouldPersistHeaders={false}
  >
    <GraphiQL.Logo>
      <span className="logo">
        <a href={`${base}/playground/states/`} target="_blank" rel="noreferrer">
          States
        </a>
        <a href={`${base}/playground/mails`} target="_blank" rel="noreferrer">
          Emails
        </a>
        {mailbox && (
          <a href={mailbox} target="_blank" rel="noreferrer">
            Mailbox
          </a>
        )}
      </span>
    </GraphiQL.Logo>
  </GraphiQL>,
);
