import type { Brand } from '../../domain/brand.ts';
import { type EmailAddress, shownEmail } from '../../domain/emailAddress.ts';

/** The names under which the brand appears in every template. */
export const brandNames = ['brand', 'brandColour', 'brandContrast', 'support', 'supportHref'] as const;

/** The brand as template values. `support` is empty when the operator has named no place to ask. */
export function brandValues(brand: Brand): Record<(typeof brandNames)[number], string> {
  return {
    brand: brand.name,
    brandColour: brand.colour,
    brandContrast: readableOn(brand.colour),
    support: brand.supportUrl ?? (brand.supportEmail ? shownEmail(brand.supportEmail as EmailAddress) : ''),
    supportHref: brand.supportUrl ?? (brand.supportEmail ? `mailto:${brand.supportEmail}` : ''),
  };
}

/** Black or white, whichever stands out more against the colour (WCAG 2.2, relative luminance). */
function readableOn(colour: string): '#000000' | '#ffffff' {
  const hex = colour.slice(1);
  const full = hex.length === 3 ? [...hex].map(digit => digit + digit).join('') : hex;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map(at => linear(Number.parseInt(full.slice(at, at + 2), 16) / 255));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (luminance + 0.05) ** 2 > 0.05 * 1.05 ? '#000000' : '#ffffff';
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
