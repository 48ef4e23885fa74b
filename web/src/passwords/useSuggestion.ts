import { useLingui } from '@lingui/react';
import { useState } from 'react';
import { suggestPassphrase } from '../../../server/src/passwords/suggestPassphrase.ts';
import { fetchPassphraseWords } from './passphraseWords.ts';

/** What has come of asking for a passphrase: words, none yet, or none to be had. */
type State = { readonly text: string; readonly before: string } | 'coming' | 'failed' | null;

/** A passphrase that stands in a field. */
export interface Suggestion {
  /** The words while they stand in the field, and `failed` after the list could not be fetched. */
  readonly shown: { readonly text: string } | 'coming' | 'failed' | null;
  /** Fills in another passphrase in the reader's language. */
  suggest(): Promise<void>;
  /** Puts back what was typed before. */
  undo(): void;
}

/** Suggests passphrases for the input of this id. A suggestion is over as soon as something else is typed. */
export function useSuggestion(field: string, typed: string, minLength: number): Suggestion {
  const { i18n } = useLingui();
  const [state, setState] = useState<State>(null);
  const words = typeof state === 'object' && state?.text === typed ? state : null;

  return {
    shown: typeof state === 'string' ? state : words,
    async suggest() {
      if (state === 'coming') return;
      setState('coming');
      try {
        const text = suggestPassphrase(await fetchPassphraseWords(i18n.locale), minLength);
        // Something else may have been typed meanwhile.
        const now = inputOf(field)?.value ?? '';
        const before = words?.text === now ? words.before : now;
        fill(field, text);
        setState({ text, before });
      } catch {
        setState('failed');
      }
    },
    undo() {
      if (words) fill(field, words.before);
      setState(null);
      document.getElementById(field)?.focus();
    },
  };
}

function inputOf(field: string): HTMLInputElement | undefined {
  const input = document.getElementById(field);
  return input instanceof HTMLInputElement ? input : undefined;
}

/**
 * Puts a text into an input as if it were typed: the browser's own "undo" takes it back, and password managers see it.
 * The focus stays where it is.
 */
function fill(field: string, text: string): void {
  const input = inputOf(field);
  if (!input) return;
  const focused = document.activeElement;
  input.focus({ preventScroll: true });
  input.select();
  document.execCommand(text === '' ? 'delete' : 'insertText', false, text);
  if (input.value !== text) {
    input.value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText', data: text }));
  }
  input.dispatchEvent(new Event('change', { bubbles: true }));
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}
