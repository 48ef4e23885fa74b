import { type Brand, helpOf } from '../../domain/brand.ts';
import { brandColours } from '../../domain/brandColours.ts';

/** The names under which the brand appears in every template. */
export const brandNames = [
  'brand',
  'brandColour',
  'brandContrast',
  'brandInk',
  'brandDarkInk',
  'support',
  'supportHref',
  'termsHref',
  'privacyHref',
] as const;

/** The names of those that may be empty, since an operator need not name such a page. */
export const optionalBrandNames: readonly string[] = ['support', 'supportHref', 'termsHref', 'privacyHref'];

/** The brand as template values. What the operator has not named is empty. */
export function brandValues(brand: Brand): Record<(typeof brandNames)[number], string> {
  const { onBrand, ink, darkInk } = brandColours(brand.colour);
  const help = helpOf(brand);
  return {
    brand: brand.name,
    brandColour: brand.colour,
    brandContrast: onBrand,
    brandInk: ink,
    brandDarkInk: darkInk,
    support: help?.shown ?? '',
    supportHref: help?.href ?? '',
    termsHref: inMail(brand.termsUrl),
    privacyHref: inMail(brand.privacyUrl),
  };
}

/** A path means nothing in a mail. It is one only where PUBLIC_URL is not set, as in development. */
function inMail(address = ''): string {
  return address.startsWith('/') ? '' : address;
}
