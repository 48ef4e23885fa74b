import { type MouseEvent, type ReactNode, useId } from 'react';

interface ButtonProps {
  readonly children: ReactNode;
  /** The label while a request is pending; the button cannot be pressed meanwhile. */
  readonly busyLabel?: string | undefined;
  readonly busy?: boolean | undefined;
  /** Whether it cannot be pressed yet; its label says why. */
  readonly waiting?: boolean | undefined;
  /** Without one, the button submits its form. */
  readonly onPress?: (() => void) | undefined;
  readonly look?: 'main' | 'danger' | 'quiet' | 'small' | 'text' | undefined;
  /** The id of the element that names what the button acts on, where a page has several of one label. */
  readonly actsOn?: string | undefined;
}

const looks = {
  main: 'button button-block',
  danger: 'button button-danger button-block',
  quiet: 'button button-quiet button-block',
  small: 'button button-quiet button-small',
  text: 'button-text',
};

/** A button that says what it is doing. It keeps the focus while busy. */
export function Button({
  children,
  busy = false,
  busyLabel,
  waiting = false,
  onPress,
  look = 'main',
  actsOn,
}: ButtonProps) {
  const id = useId();
  function press(event: MouseEvent) {
    if (busy || waiting) event.preventDefault();
    else onPress?.();
  }
  return (
    <button
      type={onPress ? 'button' : 'submit'}
      className={looks[look]}
      aria-disabled={busy || waiting || undefined}
      id={actsOn && id}
      // Its own label, and what it acts on.
      aria-labelledby={actsOn && `${id} ${actsOn}`}
      onClick={press}
    >
      {look === 'small' && busyLabel ? (
        // The hidden label keeps its space, so that nothing beside the button moves.
        <>
          <Label shown={!busy}>{children}</Label>
          <Label shown={busy}>
            <Spinner />
            <span>{busyLabel}</span>
          </Label>
        </>
      ) : (
        <>
          {busy && <Spinner />}
          <span key={busy ? 'busy' : 'ready'}>{busy && busyLabel ? busyLabel : children}</span>
        </>
      )}
    </button>
  );
}

function Label({ shown, children }: { shown: boolean; children: ReactNode }) {
  return (
    <span className={shown ? 'button-face' : 'button-face unseen'} aria-hidden={!shown || undefined}>
      {children}
    </span>
  );
}

/** A spinner; the label beside it says what is going on. */
function Spinner() {
  return (
    <svg className="spinner" aria-hidden="true" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2">
      <circle cx="8" cy="8" r="6.5" opacity="0.3" />
      <path d="M8 1.5A6.5 6.5 0 0 1 14.5 8" strokeLinecap="round" />
    </svg>
  );
}
