import { describe, expect, it } from 'vitest';
import { readTemplate } from './fillIn.ts';

const names = new Set(['name', 'place']);
const asItIs = (value: string) => value;

describe('a template', () => {
  it('puts values where they belong, through the protection that it was given', () => {
    const template = readTemplate('{{name}} from {{place}}, {{name}}!', names, value => value.toUpperCase());
    expect(template({ name: 'Anna', place: 'Ulm' })).toBe('ANNA from ULM, ANNA!');
  });

  it('leaves out what depends on an empty value', () => {
    const template = readTemplate(
      'Hello{{#name}} {{name}}{{#place}} from {{place}}{{/place}}{{/name}}.',
      names,
      asItIs,
    );
    expect(template({ name: 'Anna', place: 'Ulm' })).toBe('Hello Anna from Ulm.');
    expect(template({ name: 'Anna', place: '' })).toBe('Hello Anna.');
    expect(template({ name: '', place: 'Ulm' })).toBe('Hello.');
  });

  it('never reads a value as a template', () => {
    expect(readTemplate('{{name}}', names, asItIs)({ name: '{{place}}', place: 'Ulm' })).toBe('{{place}}');
  });

  it.each([
    ['{{nmae}}', '{{nmae}} is not known here; there are name, place'],
    ['{{#name}}…', '{{#name}} is never closed'],
    ['{{#name}}{{/place}}', '{{/place}} closes nothing that is open'],
    ['{{/name}}', '{{/name}} closes nothing that is open'],
  ])('with an error such as %j is rejected with the reason', (source, reason) => {
    expect(() => readTemplate(source, names, asItIs)).toThrow(reason);
  });
});
