const ROWS =
  'あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse そso たta ちchi つtsu てte とto なna にni ぬnu ねne のno ' +
  'はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa ゐi ゑe をwo んn がga ぎgi ぐgu ' +
  'げge ごgo ざza じji ずzu ぜze ぞzo だda ぢji づzu でde どdo ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo ' +
  'ゔvu ぁa ぃi ぅu ぇe ぉo ーー';
const SYLLABLES = new Map(ROWS.split(' ').map(entry => [entry.slice(0, 1), entry.slice(1)]));
const SMALL: Readonly<Record<string, string>> = { ゃ: 'ya', ゅ: 'yu', ょ: 'yo' };

/**
 * Japanese syllables as they are typed in Latin letters, by Hepburn's spelling; every other character stays. Katakana
 * count as hiragana.
 */
export function romajiOf(text: string): string {
  let written = '';
  let doubled = false;
  for (const character of text.replace(/[ァ-ヶ]/g, kana => String.fromCharCode(kana.charCodeAt(0) - 0x60))) {
    const glide = SMALL[character];
    if (glide !== undefined && written.endsWith('i')) {
      const stem = written.slice(0, -1);
      written = stem + (/(?:sh|ch|j)$/.test(stem) ? glide.slice(1) : glide);
    } else if (character === 'っ') {
      doubled = true;
      continue;
    } else if (character === 'ー') written += written.at(-1) ?? '';
    else {
      const syllable = glide ?? SYLLABLES.get(character) ?? character;
      written += doubled ? `${syllable.startsWith('ch') ? 't' : (syllable[0] ?? '')}${syllable}` : syllable;
    }
    doubled = false;
  }
  return written;
}
