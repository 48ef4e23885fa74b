import type { Place } from '../../src/app/place.ts';
import { states } from './states.ts';

// The screens read their place once, while they are loaded. So what a state says of it stands in the page before.
const meta = document.querySelector<HTMLMetaElement>('meta[name=place]');
const name = new URLSearchParams(location.search).get('name');
const home = states.find(state => state.name === name)?.home;
if (meta && home) {
  const place: Partial<Place> = meta.content.startsWith('{"')
    ? JSON.parse(meta.content)
    : { base: '', nextOrigins: [] };
  meta.content = JSON.stringify({ ...place, home });
}
await import('./state.tsx');
