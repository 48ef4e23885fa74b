import { Trans, useLingui } from '@lingui/react/macro';
import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef, useState } from 'react';
import './page.css';
import { Icon, type IconName } from './Icon.tsx';

/** What the layout tells the page inside of it. */
interface LayoutState {
  /** The name of the product, which ends every title. */
  readonly productName: string;
  /** The path of the screen. */
  readonly path: string;
  /** The screen and phase that were shown last; null before the first. */
  readonly shownView: RefObject<string | null>;
  /** Tells screen readers what has changed. */
  announce(text: string): void;
}

/** Passes it to the page. */
export const LayoutContext = createContext<LayoutState>({
  productName: 'Rekey',
  path: '',
  shownView: { current: null },
  announce: () => {},
});

/** Tells the page whether a form on it has been refused, and something in it is still to be fixed. */
export const RefusedContext = createContext<(refused: boolean) => void>(() => {});

interface PageProps {
  /** The only h1, and what the window is called. */
  readonly title: string;
  /** A name for what the page shows now. When it or the screen changes, the focus moves: see {@link startOf}. */
  readonly phase?: string;
  /** Whether what the page is for has failed; the window's title says so first. Forms say it of themselves. */
  readonly refused?: boolean;
  readonly icon?: IconName;
  readonly tone?: 'problem' | 'success';
  readonly lead?: ReactNode;
  readonly wide?: boolean;
  readonly busy?: boolean;
  readonly children?: ReactNode;
  /** Shown below the card. */
  readonly after?: ReactNode;
}

/** One screen: its heading, its text and its card. */
export function Page({ title, phase = '', refused = false, icon, tone, lead, wide, busy, children, after }: PageProps) {
  const { t } = useLingui();
  const { productName, path, shownView, announce } = useContext(LayoutContext);
  const page = useRef<HTMLElement>(null);
  const [formRefused, setFormRefused] = useState(false);
  const view = `${path} ${phase}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a switch of the language changes the title, not the view.
  useEffect(() => {
    const before = shownView.current;
    shownView.current = view;
    if (before === null || before === view || !page.current) return;
    const start = startOf(page.current);
    start?.focus();
    // A screen reader reads a heading that has got the focus, and of a field only its label.
    announce(start?.tagName === 'H1' ? '' : title);
  }, [view]);

  const head = (
    <>
      {icon && (
        <div className="page-icon" data-tone={tone}>
          <Icon name={icon} size={24} />
        </div>
      )}
      <h1 tabIndex={-1}>{title}</h1>
      {lead && <div className="lead">{lead}</div>}
    </>
  );
  return (
    <main ref={page} className={wide ? 'page page-wide' : 'page'} id="main" aria-busy={busy || undefined}>
      <title>{`${refused || formRefused ? t`Error: ` : ''}${title} · ${productName}`}</title>
      <RefusedContext value={setFormRefused}>
        {wide ? (
          <>
            {head}
            {children}
          </>
        ) : (
          <div className="card">
            {head}
            {children}
          </div>
        )}
      </RefusedContext>
      {after && <p className="aside">{after}</p>}
    </main>
  );
}

/** Where a person starts on a page: in the first empty field of one that is one form, else at the heading. */
function startOf(page: HTMLElement): HTMLElement | null {
  const [form, otherForm] = page.querySelectorAll('form');
  const fields = form && !otherForm && !page.querySelector('h2') ? [...form.elements] : [];
  const empty = fields.find(field => field instanceof HTMLInputElement && field.tabIndex >= 0 && field.value === '');
  return (empty as HTMLInputElement | undefined) ?? page.querySelector('h1');
}

/** Shown while something is loading. */
export function Waiting({ children = <Trans>One moment…</Trans> }: { children?: ReactNode }) {
  return (
    <p className="soft needs-scripts" role="status">
      {children}
    </p>
  );
}
