import { Trans } from '@lingui/react/macro';
import type { ComponentProps } from 'react';
import { Link } from 'wouter';
import { carry } from '../app/carried.ts';
import { KnownUsername } from '../ui/KnownUsername.tsx';
import { PasswordField } from '../ui/PasswordField.tsx';

interface CurrentPasswordProps
  extends Pick<ComponentProps<typeof PasswordField>, 'name' | 'toggleNames' | 'describedBy' | 'autoFocus'> {
  /** The address of the account, which password managers look for beside it. */
  readonly email: string;
}

/** The field that confirms a change by the account's password, with a way on for those who have forgotten it. */
export function CurrentPassword({ email, ...field }: CurrentPasswordProps) {
  return (
    <>
      <KnownUsername address={email} />
      <PasswordField
        {...field}
        label={<Trans>Current password</Trans>}
        autoComplete="current-password"
        aside={
          <Link href="/password-reset" onClick={() => carry({ email })}>
            <Trans>Forgot password?</Trans>
          </Link>
        }
      />
    </>
  );
}
