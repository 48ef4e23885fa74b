import { Trans, useLingui } from '@lingui/react/macro';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import './page.css';
import { Icon, type IconName } from './Icon.tsx';

/** What a page needs to know of the frame around it. */
interface Surroundings {
  /** The name of the product, which ends every title. */
  productName: string;
  /** Whether the person came here from another page of the product, so that the focus has to follow. */
  arrived: boolean;
}

/** Tells the pages inside of it about their surroundings. */
export const SurroundingsContext = createContext<Surroundings>({ productName: 'Rekey', arrived: false });

interface PageProps {
  /** The only h1, and what the window is called. */
  title: string;
  /** A name for what the page shows now. When it changes, the focus moves to the heading, so that nobody is left behind. */
  moment?: string;
  /** Whether something on the page was refused; the window's title says so first. */
  refused?: boolean;
  emblem?: IconName;
  tone?: 'problem' | 'success';
  lead?: ReactNode;
  wide?: boolean;
  busy?: boolean;
  children?: ReactNode;
  /** Stands below the card. */
  after?: ReactNode;
}

/** One screen: its heading, its words and its card. */
export function Page({ title, moment = '', refused, emblem, tone, lead, wide, busy, children, after }: PageProps) {
  const { t } = useLingui();
  const { productName, arrived } = useContext(SurroundingsContext);
  const heading = useRef<HTMLHeadingElement>(null);
  const shownMoment = useRef(arrived ? null : moment);

  useEffect(() => {
    if (shownMoment.current === moment) return;
    shownMoment.current = moment;
    heading.current?.focus();
  }, [moment]);

  const head = (
    <>
      {emblem && (
        <div className="page-emblem" data-tone={tone}>
          <Icon name={emblem} size={24} />
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

/** Words and a spinner while something is being looked up. */
export function Waiting({ children = <Trans>One moment…</Trans> }: { children?: ReactNode }) {
  return (
    <p className="soft" role="status">
      {children}
    </p>
  );
}
