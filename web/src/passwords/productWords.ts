import { brand } from '../app/brand.ts';
import { place } from '../app/place.ts';

/** What every guesser knows of the product, as the server knows it: its name, and the host of PUBLIC_URL. */
export const productWords: readonly string[] = [brand.name, ...(place.origin ? [new URL(place.origin).hostname] : [])];
