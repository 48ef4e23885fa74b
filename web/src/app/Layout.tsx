// biome-ignore-all lint/a11y/useValidAnchor: an empty address is that of the page itself, which is to be loaded again.
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Notice } from '../ui/Notice.tsx';
import { brand } from './brand.ts';
import { HomeLink } from './HomeLink.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { homeIsElsewhere, place } from './place.ts';
import { useHydrated } from './useHydrated.ts';

interface LayoutProps {
  /** Whether the code of the page to go to has not come. */
  readonly incomplete?: boolean;
  /** What screen readers are told when the page has changed and the focus alone does not tell it. */
  readonly announcement?: string;
  readonly children: ReactNode;
}

/** What all screens share: the brand above, language and help below. */
export function Layout({ announcement = '', incomplete = false, children }: LayoutProps) {
  const { t } = useLingui();
  const hydrated = useHydrated();
  const isHome = hydrated && homeIsElsewhere;
  return (
    <div className="layout">
      <header className="masthead">
        <HomeLink
          className="brand"
          aria-label={isHome ? t`${brand.name}, home page` : t`${brand.name}, to your account`}
        >
          <img className="brand-mark" src={`${place.base}/brand/logo`} alt="" width="32" height="32" />
          <span translate="no">{brand.name}</span>
        </HomeLink>
      </header>
      {/* Not in a noscript, which some ways of blocking scripts leave empty. */}
      {(incomplete || !hydrated) && (
        <div className={hydrated ? 'notice-above' : 'notice-above only-incomplete'}>
          <Notice tone="problem" title={<Trans>Part of this page could not be loaded</Trans>}>
            <p>
              <Trans>
                Check your connection, then <a href="">load the page again</a>.
              </Trans>
            </p>
          </Notice>
        </div>
      )}
      {!hydrated && (
        <div className="notice-above no-scripts">
          <Notice
            tone="problem"
            silent
            title={<Trans>This page needs JavaScript. Please allow it for this site, and load the page again.</Trans>}
          />
        </div>
      )}
      {children}
      <p className="visually-hidden" role="status">
        {announcement}
      </p>
      <footer className="footer">
        <LanguageSwitch />
        {brand.helpUrl && (
          <a href={brand.helpUrl} rel="noreferrer">
            <Trans>Help</Trans>
          </a>
        )}
        {brand.termsUrl && (
          <a href={brand.termsUrl} rel="noreferrer">
            <Trans>Terms of use</Trans>
          </a>
        )}
        {brand.privacyUrl && (
          <a href={brand.privacyUrl} rel="noreferrer">
            <Trans>Privacy policy</Trans>
          </a>
        )}
      </footer>
    </div>
  );
}
