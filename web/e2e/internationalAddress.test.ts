import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stage, setStage } from './stage.ts';
import { createAccount, goodPassword, heading, press, signIn } from './steps.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

describe('an address with a domain in Unicode', () => {
  it('is one account, which pages show in Unicode, regardless of what the browser sends', async () => {
    const page = await stage.open('/register');
    await createAccount(stage, page, 'anna@bücher.example');
    await page.goto('/login');
    const sent = page.waitForRequest(request => (request.postData() ?? '').includes('password'));
    await signIn(page, 'anna@bücher.example');
    // dotnet/aspnetcore#9107: what a person types as Unicode, Chromium sends as Punycode.
    expect((await sent).postDataJSON().variables).toEqual({
      email: 'anna@xn--bcher-kva.example',
      password: goodPassword,
    });
    await page.getByText('anna@bücher.example', { exact: true }).waitFor();

    const elsewhere = await stage.open('/login');
    await elsewhere.route('**/graphql', route =>
      route.continue({ postData: route.request().postData()?.replace('xn--bcher-kva', 'bu\u0308cher') ?? '' }),
    );
    await signIn(elsewhere, 'anna@bücher.example');
    await elsewhere.getByText('anna@bücher.example', { exact: true }).waitFor();
  });

  it('is carried along in Unicode, without what was pasted around it', async () => {
    const page = await stage.open('/password-reset');
    await page.getByLabel('Email address').fill(' \u200bmailto:otto@bücher.example, ');
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    expect(await page.locator('main strong').textContent()).toBe('otto@bücher.example');
  });
});

describe('an address that is unusual', () => {
  // PHPMailer/PHPMailer#418
  it('is taken although a grammar forbids it', async () => {
    const page = await stage.open('/password-reset');
    await page.getByLabel('Email address').fill('taro..yamada.@docomo.ne.jp');
    await press(page, 'Email me a link');
    await heading(page, 'Check your email');
    expect(await page.locator('main strong').textContent()).toBe('taro..yamada.@docomo.ne.jp');
  });

  it.each([
    ['en-GB', 'anna lovelace@example.com', 'There is a space in the address'],
    ['en-GB', 'anna@example,com', 'The part after the @ is not a domain'],
    ['de-DE', 'anna@example.com, otto@example.com', 'Es gibt mehr als ein @'],
    ['ja-JP', 'an\u200bna@example.com', '目に見えない文字'],
    ['ar', 'anna@localhost', 'الجزء الذي بعد @'],
  ])('says in words of %s what is in the way in %j', async (locale, typed, words) => {
    const page = await stage.open('/register', { locale });
    await page.locator('#email').fill(typed);
    await page.locator('form button[type=submit]').click();
    await page.getByRole('alert').waitFor();
    expect(await page.locator('#email-error').textContent()).toContain(words);
    expect(await page.locator('#email').getAttribute('aria-invalid')).toBe('true');
  });
});
