const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A value as it may stand in HTML, between tags and in quoted attributes. */
export function escapeHtml(value: string): string {
  return oneLine(value).replace(/[&<>"']/g, character => entities[character] ?? character);
}

/** A value without line breaks or control characters, so that it can add neither a header nor a paragraph. */
export function oneLine(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out.
  return value.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}
