import type { ReactNode } from 'react';
import { Link } from 'wouter';

/** A link that looks like a button. */
export function ButtonLink({ href, quiet, children }: { href: string; quiet?: boolean; children: ReactNode }) {
  return (
    <Link href={href} className={quiet ? 'button button-quiet button-block' : 'button button-block'}>
      {children}
    </Link>
  );
}
