import { Fragment } from 'react';

/** A network address, in its own direction. One of IPv6 that is too long for a line breaks after a colon. */
export function IpAddress({ address }: { address: string }) {
  const [first, ...groups] = address.split(':');
  return (
    <bdi translate="no">
      {first}
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the groups of an address keep their places.
        <Fragment key={index}>
          :<wbr />
          {group}
        </Fragment>
      ))}
    </bdi>
  );
}
