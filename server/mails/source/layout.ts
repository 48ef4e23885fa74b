import { isRightToLeft, type Language } from '../../src/domain/language.ts';
import { MAIL_DEFINITIONS, type MailName } from '../../src/mail/kinds.ts';
import type { Words } from './words.ts';

const fonts = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans'";

/** Stand-ins for colours that are filled in when the mail is sent: MJML wants to see a colour. */
export const colourPlaceholders = {
  '#b2a4d0': '{{brandColour}}',
  '#b2a4d1': '{{brandContrast}}',
  '#b2a4d2': '{{brandInk}}',
  '#b2a4d3': '{{brandDarkInk}}',
};

/** Of the text on a light page; `darkMode` has the others. */
const colours = { strong: '#171c26', words: '#3a4252', quiet: '#667085' };

const darkMode = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  a { color: #b2a4d2; }
  @media (prefers-color-scheme: dark) {
    .page, .page > div { background: #0f1115 !important; background-color: #0f1115 !important; }
    .card, .card > table { background: #1b1e25 !important; background-color: #1b1e25 !important; }
    .strong div { color: #f4f6fa !important; }
    .words div { color: #d5dae3 !important; }
    .quiet div { color: #9aa3b2 !important; }
    .words a, .quiet a { color: #b2a4d3 !important; }
    .rule p { border-top-color: #333946 !important; }
  }
  @media (max-width: 479px) { .card, .card > table > tbody > tr > td { border-radius: 0 !important; } .button td, .button a { display: block !important; } .button table { width: 100% !important; } }
`;

/** Lines break between phrases, and leave no word alone. Apart from the rest, for clients that stop at what is new. */
const lineBreaks =
  'h1, .button a { text-wrap: balance; } .words div { text-wrap: pretty; } h1, .words div { word-break: auto-phrase; }';

/** One mail in one language as MJML. The words are ours, so they are taken as they are. */
export function layOut(name: MailName, language: Language, words: Words): string {
  const mail = words[name];
  const { button, second } = MAIL_DEFINITIONS[name].links;
  const rtl = isRightToLeft(language);
  const start = rtl ? 'right' : 'left';
  const isolated = (text: string) =>
    isolateValues(text, name, '<bdi>', '</bdi>').replaceAll('{{address}}', '<strong>{{address}}</strong>');
  const text = (kind: keyof typeof colours, size: number, content: string, padding = '0 0 16px') =>
    `<mj-text css-class="${kind}" color="${colours[kind]}" font-size="${size}px" padding="${padding}">${content}</mj-text>`;

  const link = (href: string, content: string, style = '') =>
    `<a href="${href}" style="color:#b2a4d2;${style}">${content}</a>`;

  return `<mjml lang="${language}" dir="${rtl ? 'rtl' : 'ltr'}">
  <mj-head>
    <mj-title>${mail.subject}</mj-title>
    <mj-preview>${mail.preview}</mj-preview>
    <mj-raw>
      <meta name="color-scheme" content="light dark">
      <meta name="supported-color-schemes" content="light dark">
      <meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
    </mj-raw>
    <mj-attributes>
      <mj-all font-family="${[fonts, words.fonts, 'sans-serif'].filter(Boolean).join(', ')}" />
      <mj-section direction="${rtl ? 'rtl' : 'ltr'}" padding="0" />
      <mj-column direction="${rtl ? 'rtl' : 'ltr'}" />
      <mj-text align="${start}" line-height="1.6" />
    </mj-attributes>
    <mj-style>${darkMode}</mj-style>
    <mj-style>${lineBreaks}</mj-style>
  </mj-head>
  <mj-body css-class="page" background-color="#f3f4f7" width="560px">
    <mj-section padding="32px 32px 16px"><mj-column>
      ${text('strong', 18, '<strong>{{brand}}</strong>', '0')}
    </mj-column></mj-section>
    <mj-section css-class="card" background-color="#ffffff" border-radius="12px" padding="36px 32px 20px"><mj-column>
      ${text('strong', 24, `<h1 style="margin:0;font-size:24px;line-height:1.3;font-weight:700">${isolated(mail.heading)}</h1>`)}
      ${mail.before.map(line => text('words', 16, isolated(line))).join('\n')}
      <mj-button css-class="button" href="{{${button}}}" align="${start}" background-color="#b2a4d0" color="#b2a4d1"
        border-radius="8px" font-size="16px" font-weight="600" inner-padding="14px 24px" padding="8px 0 24px"
        line-height="1.3">${mail.action}</mj-button>
      ${mail.after.length > 0 ? text('words', 16, mail.after.join('<br>')) : ''}
      ${second && mail.second ? text('words', 16, `${mail.second.before} ${link(`{{${second}}}`, mail.second.action, 'white-space:nowrap')}`) : ''}
      <mj-divider css-class="rule" border-width="1px" border-color="#e4e7ec" padding="8px 0 16px" />
      ${text('quiet', 13, `${words.fallback}<br><a href="{{${button}}}" dir="ltr" style="color:#b2a4d2;word-break:break-all">{{${button}}}</a>`)}
    </mj-column></mj-section>
    <mj-section padding="20px 32px 40px"><mj-column>
      <mj-raw>{{#support}}</mj-raw>
      ${text('quiet', 13, `${words.help} ${link('{{supportHref}}', '<bdi>{{support}}</bdi>')}`, '0')}
      <mj-raw>{{/support}}</mj-raw>
      ${(['terms', 'privacy'] as const)
        .map(
          page => `<mj-raw>{{#${page}Href}}</mj-raw>
      ${text('quiet', 13, link(`{{${page}Href}}`, words[page]), '4px 0 0')}
      <mj-raw>{{/${page}Href}}</mj-raw>`,
        )
        .join('\n')}
    </mj-column></mj-section>
  </mj-body>
</mjml>`;
}

/** The same mail as plain text: the subject first, then each link alone on its line. */
export function writeOut(name: MailName, language: Language, words: Words): string {
  const mail = words[name];
  const { button, second } = MAIL_DEFINITIONS[name].links;
  // First strong isolate and its end (UAX 9). Other languages need it for few values, and get it as the mail is sent.
  const isolated = (text: string) => (isRightToLeft(language) ? isolateValues(text, name, '\u2068', '\u2069') : text);
  const paragraphs = [
    `Subject: ${mail.subject}`,
    ...mail.before.map(isolated),
    mail.action + words.colon,
    `{{${button}}}`,
    ...mail.after,
    ...(second && mail.second ? [introduce(mail.second, words.colon), `{{${second}}}`] : []),
  ];
  const page = (name: 'terms' | 'privacy') =>
    `{{#${name}Href}}\n${words[name]}${words.colon}\n\n{{${name}Href}}\n{{/${name}Href}}`;
  const foot = `{{#support}}\n${words.help}\n\n{{support}}\n{{/support}}${page('terms')}${page('privacy')}`;
  return `${paragraphs.join('\n\n')}\n${foot}\n`;
}

/**
 * Keeps each name, address and time in one piece, and in its own direction, among words of the other. A time ends with
 * letters (UTC), which would draw a number behind it to their side.
 */
function isolateValues(text: string, name: MailName, before: string, after: string): string {
  const types = MAIL_DEFINITIONS[name].values;
  return text.replace(/\{\{(\w+)\}\}/g, (placeholder, value: string) =>
    value === 'brand' || types[value] === 'text' || types[value] === 'time'
      ? `${before}${placeholder}${after}`
      : placeholder,
  );
}

/** Text that ends in a colon introduces the link. Other text also needs the text of the link. */
function introduce({ before, action }: { before: string; action: string }, colon: string): string {
  return /[:：]$/.test(before) ? before : `${before} ${action}${colon}`;
}
