import mjml2html from 'mjml';
import { languages } from '../../src/domain/language.ts';
import { MAIL_NAMES } from '../../src/mail/kinds.ts';
import { colourPlaceholders, layOut, writeOut } from './layout.ts';
import type { Words } from './words.ts';

/** The compiled mails by path, such as `de/password-reset.html`: plain files in which only placeholders are left. */
export async function compileMails(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const language of languages) {
    const { words: said }: { words: Words } = await import(`./words/${language}.ts`);
    for (const name of MAIL_NAMES) {
      files.set(`${language}/${name}.txt`, writeOut(name, language, said));
      files.set(`${language}/${name}.html`, await toHtml(layOut(name, language, said)));
    }
  }
  return files;
}

async function toHtml(mjml: string): Promise<string> {
  const { html, errors } = await mjml2html(mjml, { fonts: {}, validationLevel: 'strict', keepComments: false });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  let compiled = html.replace(/^[ \t]+/gm, '').replace(/\n{2,}/g, '\n');
  for (const [standIn, placeholder] of Object.entries(colourPlaceholders)) {
    compiled = compiled.replaceAll(standIn, placeholder);
  }
  return `${compiled.trim()}\n`;
}
