import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../domain/language.ts';
import { startTestApp, type TestApp } from '../testing/testApp.ts';
import { newClient } from '../testing/testClient.ts';
import { messagesIn } from './messagesIn.ts';

const LOGIN = `mutation { login(email: "unknown@example.com", password: "wrong") { ... on Problem { message } } }`;

describe('the sentences of the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  it.each(languages)('are in the language that the browser asks for (%s)', async language => {
    const headers = { 'accept-language': `xx, ${language};q=0.9, en;q=0.1` };
    const { data } = await newClient(app).send(LOGIN, {}, headers);
    expect(data.login.message).toBe(messagesIn(language).invalidCredentials);
  });

  it('differ between languages', () => {
    expect(new Set(languages.map(language => messagesIn(language).invalidCredentials)).size).toBe(languages.length);
  });

  it('are in English without a requested language, and for unsupported ones', async () => {
    for (const asked of ['', 'tlh', ';;q=x']) {
      const { data } = await newClient(app).send(LOGIN, {}, { 'accept-language': asked });
      expect(data.login.message).toBe('Wrong email address or password.');
    }
  });

  it.each(languages)('are complete, and none is English by mistake (%s)', language => {
    const [own, english] = [language, 'en' as const].map(spoken => {
      const { brokenRule, tooManyRequests, invalidLink, errorPage, ...plain } = messagesIn(spoken);
      const { home, ...errors } = errorPage;
      const rules = Object.values(brokenRule).map(sentence => sentence({ minLength: 15, maxLength: 256 }));
      return [
        ...Object.values(plain),
        ...Object.values(invalidLink),
        home,
        ...Object.values(errors).flatMap(({ heading, advice }) => [heading, advice]),
        ...rules,
        ...[1, 45, 900, 7_200, 90_000].map(tooManyRequests),
      ];
    });
    expect(own?.every(sentence => sentence.length > 3)).toBe(true);
    expect(new Set(own).size).toBe(own?.length);
    if (language !== 'en') expect(own?.filter(sentence => english?.includes(sentence))).toEqual([]);
  });

  it.each([
    ['en', 1, '1 second'],
    ['en', 61, '61 seconds'],
    ['en', 121, '3 minutes'],
    ['en', 10_000, '3 hours'],
    ['de', 1, '1 Sekunde'],
    ['fr', 900, '15 minutes'],
    ['es', 2, '2 segundos'],
    ['pt', 900, '15 minutos'],
    ['ja', 30, '30 秒後'],
    ['zh-Hans', 900, '15分钟后'],
    ['zh-Hant', 900, '15 分鐘後'],
    ['ar', 2, 'ثانيتان'],
    ['ar', 5, '5 ثوان'],
    ['ar', 900, '15 دقيقة'],
  ] as const)('say a wait with the right plural (%s, %i seconds)', (language, seconds, words) => {
    expect(messagesIn(language).tooManyRequests(seconds)).toContain(words);
  });

  it.each([
    [8, '8 أحرف'],
    [15, '15 حرفًا'],
    [100, '100 حرف'],
  ])('count %i characters in Arabic as a reader would', (minLength, words) => {
    expect(messagesIn('ar').brokenRule.TOO_SHORT({ minLength, maxLength: 256 })).toContain(words);
  });
});
