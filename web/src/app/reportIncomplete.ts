/** Tells the script in index.html that code could not be loaded. It loads the page again, a few times at most. */
export function reportIncomplete(): void {
  dispatchEvent(new Event('rekey:incomplete'));
}
