/**
 * Whether percent signs encode UTF-8. The result of decoding is used: the bundler drops a call whose result is not,
 * regardless of what it may throw.
 */
export function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    return decodeURIComponent(url).length <= url.length;
  } catch {
    return false;
  }
}
