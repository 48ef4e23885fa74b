import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { activateLanguage, activeLanguage } from '../i18n/activateLanguage.ts';
import { languages } from '../i18n/languages.ts';
import { languageCookie, place } from './place.ts';
import { reportIncomplete } from './reportIncomplete.ts';

/** Switches the language. The choice is kept for a year in a cookie, which the server reads too. */
export function LanguageSwitch() {
  const { i18n } = useLingui();

  async function choose(tag: string) {
    const language = languages.find(candidate => candidate.tag === tag);
    if (!language) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
    document.cookie = `${languageCookie}=${tag}; Path=${place.base || '/'}; Max-Age=31536000; SameSite=Lax`;
    await activateLanguage(language);
    const active = activeLanguage();
    document.documentElement.lang = active.tag;
    document.documentElement.dir = active.direction;
  }

  return (
    <label className="language">
      <span className="visually-hidden">
        <Trans>Language</Trans>
      </span>
      <select
        translate="no"
        value={i18n.locale}
        // The page is loaded again in the language that the cookie names.
        onChange={event => choose(event.currentTarget.value).catch(reportIncomplete)}
      >
        {languages.map(({ tag, name }) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
