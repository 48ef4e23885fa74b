import { Trans } from '@lingui/react/macro';
import { brand } from './brand.ts';
import { HomeLink } from './HomeLink.tsx';
import { homeIsElsewhere } from './place.ts';
import { useHydrated } from './useHydrated.ts';

/** A way on to the product, where HOME_URL names one: a paragraph that is below a button unless told otherwise. */
export function ContinueHome({ className = 'aside' }: { className?: string }) {
  const hydrated = useHydrated();
  // Prerendered pages know no HOME_URL, and hydration has to start with the same markup.
  if (!hydrated || !homeIsElsewhere) return null;
  const { name } = brand;
  return (
    <p className={className}>
      <HomeLink>
        <Trans>
          Continue to <bdi translate="no">{name}</bdi>
        </Trans>
      </HomeLink>
    </p>
  );
}
