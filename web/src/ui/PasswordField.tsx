import { Trans, useLingui } from '@lingui/react/macro';
import { type InputEventHandler, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';

interface PasswordFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly autoComplete: 'current-password' | 'new-password';
  /** What the button is called that shows or hides it, where a form has more than one. */
  readonly toggleNames?: { readonly show: string; readonly hide: string };
  readonly aside?: ReactNode;
  readonly hint?: ReactNode;
  readonly below?: ReactNode;
  readonly describedBy?: string;
  readonly autoFocus?: boolean;
  readonly onInput?: InputEventHandler<HTMLInputElement>;
  /** What generated passwords have to meet, in the syntax of Apple's `passwordrules` attribute. */
  readonly passwordRules?: string;
}

/**
 * A password input that can show its contents, and warns while caps lock is on. Pasting works. It hides its contents
 * before the form is sent: password managers save from, and screen readers read out, what is of type text.
 */
export function PasswordField({ passwordRules, toggleNames, below, ...field }: PasswordFieldProps) {
  const { t } = useLingui();
  const toggleButton = useRef<HTMLButtonElement>(null);
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const readCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));

  useEffect(() => {
    const hide = ({ target }: Event) => {
      if (target === toggleButton.current?.form) flushSync(() => setShown(false));
    };
    // On the window, since every listener of the document or the form comes after it.
    window.addEventListener('submit', hide, { capture: true });
    return () => window.removeEventListener('submit', hide, { capture: true });
  }, []);

  const toggle = (
    <button
      ref={toggleButton}
      type="button"
      className="input-toggle"
      aria-label={toggleNames ? undefined : shown ? t`Hide password` : t`Show password`}
      aria-controls={field.name}
      data-other={shown ? t`Show` : t`Hide`}
      onClick={() => setShown(!shown)}
    >
      <span key={shown ? 'shown' : 'hidden'} aria-hidden={toggleNames && true}>
        {shown ? <Trans>Hide</Trans> : <Trans>Show</Trans>}
      </span>
      {toggleNames && (
        <span key={shown ? 'hide' : 'show'} className="visually-hidden">
          {shown ? toggleNames.hide : toggleNames.show}
        </span>
      )}
    </button>
  );
  return (
    <Field
      {...field}
      {...{ passwordrules: passwordRules }}
      type={shown ? 'text' : 'password'}
      // A password has the direction of its own first letter, regardless of that of the page: `plum!` is never `!plum`.
      dir="auto"
      autoCapitalize="none"
      autoCorrect="off"
      spellCheck={false}
      onKeyDown={readCapsLock}
      onKeyUp={readCapsLock}
      onBlur={() => setCapsLock(false)}
      button={toggle}
      below={
        <>
          <div role="status">
            {capsLock && (
              <p className="caps-lock">
                <Icon name="alert" size={16} />
                <Trans>Caps lock is on</Trans>
              </p>
            )}
          </div>
          {below}
        </>
      }
    />
  );
}
