import { brand } from '../app/brand.ts';

/** What every guesser knows of the product, as the server knows it: its name, and the host of PUBLIC_URL. */
export const productWords: readonly string[] = [brand.name, ...(brand.origin ? [new URL(brand.origin).hostname] : [])];
