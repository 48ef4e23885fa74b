declare global {
  interface Window {
    /** The form or the button that was sent or pressed before the page was hydrated, from a script of index.html. */
    heldPress?: HTMLElement | undefined;
  }
}

/** Sends the form, or presses the button, that a person sent or pressed before the code of the page was there. */
export function repeatHeldPress(): void {
  const held = window.heldPress;
  window.heldPress = undefined;
  if (held instanceof HTMLFormElement) sendAgain(held);
  else held?.click();
}

/** Where the page was rendered anew, the form that was sent is gone, and what was typed goes into the new one. */
function sendAgain(sent: HTMLFormElement): void {
  const action = sent.getAttribute('action');
  const form = sent.isConnected ? sent : document.querySelector<HTMLFormElement>(`form[action="${action}"]`);
  if (!form) return;
  if (form !== sent) {
    for (const [name, value] of new FormData(sent)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = String(value);
    }
  }
  form.requestSubmit();
}
