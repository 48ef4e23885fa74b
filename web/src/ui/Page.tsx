import { Trans, useLingui } from '@lingui/react/macro';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import './page.css';
import { Icon, type IconName } from './Icon.tsx';

/** What the layout tells the page inside of it. */
interface LayoutState {
  /** The name of the product, which ends every title. */
  readonly productName: string;
  /** Whether the person came from another page of the product, so that the heading takes the focus. */
  readonly navigated: boolean;
}

/** Passes it to the page. */
export const LayoutContext = createContext<LayoutState>({ productName: 'Rekey', navigated: false });

interface PageProps {
  /** The only h1, and what the window is called. */
  readonly title: string;
  /** A name for what the page shows now. When it changes, the focus moves to the heading. */
  readonly phase?: string;
  /** Whether something on the page was refused; the window's title says so first. */
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
export function Page({ title, phase = '', refused, icon, tone, lead, wide, busy, children, after }: PageProps) {
  const { t } = useLingui();
  const { productName, navigated } = useContext(LayoutContext);
  const heading = useRef<HTMLHeadingElement>(null);
  const shownPhase = useRef(navigated ? null : phase);

  useEffect(() => {
    if (shownPhase.current === phase) return;
    shownPhase.current = phase;
    heading.current?.focus();
  }, [phase]);

  const head = (
    <>
      {icon && (
        <div className="page-icon" data-tone={tone}>
          <Icon name={icon} size={24} />
        </div>
      )}
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {lead && <div className="lead">{lead}</div>}
    </>
  );
  return (
    <main className={wide ? 'page page-wide' : 'page'} id="main" aria-busy={busy || undefined}>
      <title>{`${refused ? t`Error: ` : ''}${title} · ${productName}`}</title>
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
      {after && <p className="aside">{after}</p>}
    </main>
  );
}

/** Shown while something is loading. */
export function Waiting({ children = <Trans>One moment…</Trans> }: { children?: ReactNode }) {
  return (
    <p className="soft" role="status">
      {children}
    </p>
  );
}
