import type { MouseEvent, ReactNode } from 'react';

interface ButtonProps {
  children: ReactNode;
  /** Words in place of `children` while something is on its way; the button cannot be pressed meanwhile. */
  busyWords?: string | undefined;
  busy?: boolean | undefined;
  /** Whether it cannot be pressed yet, which the words on it explain. */
  waiting?: boolean | undefined;
  /** Without one, the button submits its form. */
  onPress?: (() => void) | undefined;
  look?: 'main' | 'quiet' | 'small' | undefined;
  /** The id of the words that say what the button acts on, for people who hear it without seeing what it stands beside. */
  describedBy?: string | undefined;
}

const looks = { main: '', quiet: ' button-quiet', small: ' button-quiet button-small' };

/** A button that says what it is doing. It stays focusable while busy, so that nobody loses their place. */
export function Button({
  children,
  busy = false,
  busyWords,
  waiting = false,
  onPress,
  look = 'main',
  describedBy,
}: ButtonProps) {
  function press(event: MouseEvent) {
    if (busy || waiting) event.preventDefault();
    else onPress?.();
  }
  return (
    <button
      type={onPress ? 'button' : 'submit'}
      className={`button${looks[look]}${look === 'small' ? '' : ' button-block'}`}
      aria-disabled={busy || waiting || undefined}
      aria-describedby={describedBy}
      onClick={press}
    >
      {look === 'small' && busyWords ? (
        // The words that do not show keep their room, so that nothing beside the button moves.
        <>
          <Face shown={!busy}>{children}</Face>
          <Face shown={busy}>
            <Spinner />
            {busyWords}
          </Face>
        </>
      ) : (
        <>
          {busy && <Spinner />}
          {busy && busyWords ? busyWords : children}
        </>
      )}
    </button>
  );
}

function Face({ shown, children }: { shown: boolean; children: ReactNode }) {
  return (
    <span className={shown ? 'button-face' : 'button-face unseen'} aria-hidden={!shown || undefined}>
      {children}
    </span>
  );
}

/** A turning ring; the words beside it say what is going on. */
function Spinner() {
  return (
    <svg className="spinner" aria-hidden="true" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="2">
      <circle cx="8" cy="8" r="6.5" opacity="0.3" />
      <path d="M8 1.5A6.5 6.5 0 0 1 14.5 8" strokeLinecap="round" />
    </svg>
  );
}
