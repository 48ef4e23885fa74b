import { Trans, useLingui } from '@lingui/react/macro';
import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { homePath } from '../paths.ts';
import { brand } from './brand.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';

/** What all screens share: the brand above, language and help below. */
export function Layout({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const [supportUrl, setSupportUrl] = useState<string>();
  // The prerendered page has no link to help, and hydration has to start with the same markup.
  useEffect(() => setSupportUrl(brand.supportUrl), []);
  return (
    <div className="layout">
      <header className="masthead">
        <Link href={homePath} className="brand" aria-label={t`${brand.name}, to your account`}>
          <img className="brand-mark" src="/brand/logo" alt="" width="32" height="32" />
          <span translate="no">{brand.name}</span>
        </Link>
      </header>
      <noscript>
        <p className="no-script">
          <Trans>This page needs JavaScript. Please allow it for this site, and load the page again.</Trans>
        </p>
      </noscript>
      {children}
      <footer className="footer">
        <LanguageSwitch />
        {supportUrl && (
          <a href={supportUrl} rel="noreferrer">
            <Trans>Help</Trans>
          </a>
        )}
      </footer>
    </div>
  );
}
