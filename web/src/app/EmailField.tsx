import { Trans } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Field } from '../ui/Field.tsx';
import { carried, carry } from './carried.ts';

/** Asks for the address. What was typed on an earlier page stands in it already; what is typed goes along. */
export function EmailField({ autoComplete }: { autoComplete: 'username' | 'email' }) {
  // Only now: a prerendered page knows no person, and hydration starts with the same markup.
  useEffect(() => {
    const input = document.querySelector<HTMLInputElement>('#email');
    const { email } = carried();
    // Typed or filled in before this script was there.
    if (input?.value) return carry({ email: input.value });
    if (!input || !email) return;
    input.value = email;
    if (document.activeElement === input) input.form?.querySelector<HTMLElement>('input[type=password]')?.focus();
  }, []);

  return (
    <Field
      name="email"
      label={<Trans>Email address</Trans>}
      type="email"
      // In Arabic too: `ada@` is never shown as `@ada`.
      dir="ltr"
      autoComplete={autoComplete}
      autoCapitalize="none"
      spellCheck={false}
      autoFocus
      onInput={({ currentTarget }) => carry({ email: currentTarget.value })}
    />
  );
}
