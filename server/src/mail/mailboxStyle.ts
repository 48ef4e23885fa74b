/** The style of the mailbox's page: two columns where there is room, else the list or the mail. */
export const MAILBOX_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14171f);
  --surface: light-dark(#fff, #1c2029);
  --ink: light-dark(#14171f, #eceef3);
  --soft: light-dark(#555c6b, #a9b0bf);
  --line: light-dark(#e3e6eb, #313744);
  --accent: light-dark(#3149b8, #a5b6ff);
  --wash: light-dark(#eef1fd, #262d45);
}
* { box-sizing: border-box; }
body {
  display: grid;
  grid-template: auto minmax(0, 1fr) / minmax(16rem, 24rem) minmax(0, 1fr);
  height: 100dvh;
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 0.9375rem/1.5 system-ui, sans-serif;
}
#top {
  grid-column: 1 / -1;
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: 1rem;
  min-height: 3.5rem;
  padding: 0.5rem 1.25rem;
  border-bottom: 1px solid var(--line);
  background: var(--surface);
}
h1 { margin: 0; font-size: 1.0625rem; }
h1 a { color: inherit; text-decoration: none; }
h1 a:hover { text-decoration: underline; }
.count {
  display: inline-block;
  min-width: 1.75rem;
  margin-inline-start: 0.25rem;
  padding: 0 0.5rem;
  border-radius: 1rem;
  background: var(--wash);
  color: var(--accent);
  font-size: 0.8125rem;
  text-align: center;
}
form { margin: 0; }
button {
  min-height: 2.25rem;
  padding: 0 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
  background: var(--surface);
  color: var(--ink);
  font: inherit;
  cursor: pointer;
}
button:hover { border-color: var(--accent); color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
#list { overflow-y: auto; border-inline-end: 1px solid var(--line); }
ol { margin: 0; padding: 0; list-style: none; }
li { border-bottom: 1px solid var(--line); }
li a {
  display: grid;
  grid-template-columns: minmax(0, 1fr) auto;
  gap: 0 0.75rem;
  padding: 0.75rem 1.25rem;
  border-inline-start: 3px solid transparent;
  color: inherit;
  text-decoration: none;
}
li a:hover { background: var(--surface); }
li a:focus-visible { outline-offset: -2px; }
li a[aria-current] { border-color: var(--accent); background: var(--surface); }
li strong, .to { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
li strong { grid-column: 1 / -1; font-weight: 600; }
.to, li time, dt { color: var(--soft); }
li time { font-variant-numeric: tabular-nums; }
.empty { margin: 0; padding: 2rem 1.25rem; color: var(--soft); }
#mail { display: flex; flex-direction: column; min-height: 0; overflow-y: auto; background: var(--surface); }
h2 { margin: 1.25rem 1.5rem 0.5rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 1rem; margin: 0 1.5rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.bar {
  display: flex;
  align-items: end;
  justify-content: space-between;
  gap: 1rem;
  margin-top: 0.75rem;
  padding: 0 1.5rem 0 1rem;
  border-bottom: 1px solid var(--line);
}
.bar form { padding-bottom: 0.5rem; }
.bar nav { display: flex; gap: 0.25rem; }
.bar nav a {
  padding: 0.5rem;
  border-bottom: 2px solid transparent;
  color: var(--soft);
  text-decoration: none;
}
.bar nav a:hover { color: var(--ink); }
.bar nav a[aria-current] { border-color: var(--accent); color: var(--ink); }
iframe { flex: 1 0 20rem; width: 100%; border: 0; }
pre {
  margin: 0;
  padding: 1.5rem;
  font: 0.875rem/1.6 ui-monospace, monospace;
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
pre a { color: var(--accent); }
#mail > .back { display: none; }
#news { position: absolute; overflow: hidden; width: 1px; height: 1px; margin: 0; clip-path: inset(50%); }
@media (max-width: 46rem) {
  body { display: flex; flex-direction: column; }
  #list { flex: 1; border: 0; }
  body:not(.chosen) #mail, .chosen #list, .chosen #top { display: none; }
  .chosen #mail { flex: 1; }
  li a[aria-current]:not(:hover) { border-color: transparent; background: none; }
  #mail > .back { display: block; padding: 0.75rem 1.25rem 0; color: var(--accent); }
  #mail > .back::before { content: "← "; }
  h2 { margin: 0.75rem 1.25rem 0.5rem; font-size: 1.1875rem; }
  dl { margin: 0 1.25rem; }
  .bar { padding: 0 1.25rem 0 0.75rem; }
  pre { padding: 1.25rem; }
}
`;

/** Brings the page up to date when a mail arrives or goes: the list, and the newest mail where none was chosen. */
export const MAILBOX_SCRIPT = `
let turns = 0;
let shownTurn = 0;
new EventSource('/events').onmessage = async () => {
  const turn = ++turns;
  const answer = await fetch(location.href);
  if (!answer.ok) return location.assign('/');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // A later request, whose answer was here before, has shown all that this one does.
  if (turn < shownTurn) return;
  shownTurn = turn;
  const focused = document.activeElement?.getAttribute('href');
  const newest = page => page.querySelector('#list a');
  const arrived = newest(fresh)?.href !== newest(document)?.href && newest(fresh);
  for (const id of document.body.classList.contains('chosen') ? ['top', 'list'] : ['top', 'list', 'mail']) {
    const shown = document.getElementById(id);
    const html = fresh.getElementById(id).innerHTML;
    // What has not changed stays as it is, with its frame and its selection.
    if (shown.innerHTML !== html) shown.innerHTML = html;
  }
  document.title = fresh.title;
  if (focused) document.querySelector('a[href="' + focused + '"]')?.focus();
  if (arrived) document.getElementById('news').textContent = 'New email: ' + arrived.querySelector('strong').textContent;
};
`;
