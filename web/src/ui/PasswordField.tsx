import { Trans, useLingui } from '@lingui/react/macro';
import { type InputEventHandler, type KeyboardEvent, type ReactNode, useState } from 'react';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';

interface PasswordFieldProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly aside?: ReactNode;
  readonly hint?: ReactNode;
  readonly below?: ReactNode;
  readonly describedBy?: string;
  readonly autoFocus?: boolean;
  readonly onInput?: InputEventHandler<HTMLInputElement>;
  readonly onFocus?: () => void;
  /** What generated passwords have to meet, in the syntax of Apple's `passwordrules` attribute. */
  readonly passwordRules?: string;
}

/** A password input that can show its contents, and warns while caps lock is on. Pasting works. */
export function PasswordField({ passwordRules, below, ...field }: PasswordFieldProps) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const readCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  const toggle = (
    <button
      type="button"
      className="input-toggle"
      aria-label={shown ? t`Hide password` : t`Show password`}
      aria-controls={field.name}
      data-other={shown ? t`Show` : t`Hide`}
      onClick={() => setShown(!shown)}
    >
      {shown ? <Trans>Hide</Trans> : <Trans>Show</Trans>}
    </button>
  );
  return (
    <Field
      {...field}
      {...{ passwordrules: passwordRules }}
      type={shown ? 'text' : 'password'}
      // A password has the direction of its own first letter, whatever that of the page: `plum!` is never `!plum`.
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
