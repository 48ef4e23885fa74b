import type { AnchorHTMLAttributes } from 'react';
import { Link } from 'wouter';
import { ownPageOf, place } from './place.ts';

/** A link to HOME_URL: followed by the router where that is one of our own pages. */
export function HomeLink(props: AnchorHTMLAttributes<HTMLAnchorElement>) {
  const page = ownPageOf(place.home);
  return page ? <Link {...props} href={page} /> : <a {...props} href={place.home} />;
}
