import { Trans, useLingui } from '@lingui/react/macro';
import { type InputEventHandler, type KeyboardEvent, type ReactNode, useState } from 'react';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';

interface PasswordFieldProps {
  name: string;
  label: ReactNode;
  autoComplete: 'current-password' | 'new-password';
  aside?: ReactNode;
  hint?: ReactNode;
  below?: ReactNode;
  describedBy?: string;
  autoFocus?: boolean;
  onInput?: InputEventHandler<HTMLInputElement>;
  onFocus?: () => void;
  /** What a password manager's own generator has to keep to, as Apple's `passwordrules` attribute spells it. */
  passwordRules?: string;
}

/** A password input whose contents can be shown, with a word of warning while caps lock is on. Pasting works. */
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
