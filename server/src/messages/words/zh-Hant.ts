import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** Chinese in traditional characters, in the words of Taiwan. */
export const words: Messages = {
  passwordResetRequested:
    '如果這個電子郵件地址有對應的帳號，我們已寄出一封電子郵件，內含設定新密碼的連結。郵件應該會在幾分鐘內送達。',
  passwordResetComplete: '您的密碼已變更，現在可以用新密碼登入。',
  passwordResetRevoked: '先前為這個帳號寄出的所有重設連結都已失效，密碼沒有變更。',
  registrationStarted: '我們已寄出一封電子郵件到這個地址，說明接下來的步驟。郵件應該會在幾分鐘內送達。',
  registrationComplete: '您的帳號已建立，現在可以登入。',
  registrationByInvitation: '這裡僅限受邀者建立帳號。請先取得邀請。',
  registrationClosed: '目前無法在這裡建立新帳號。',
  registrationLinkSpent: '這個地址現在已經有帳號了，或是已不再用這種方式建立帳號。如果您有帳號，請直接登入。',
  passwordChanged: '您的密碼已變更，其他裝置都已登出。',
  emailChangeRequested:
    '我們已寄出一封電子郵件到新的地址，內含確認該地址的連結。在您確認之前，不會有任何變更。郵件應該會在幾分鐘內送達。',
  emailChanged: '您的帳號已改用新的電子郵件地址，今後請用它登入。其他裝置都已登出。',
  emailChangeReverted:
    '您的帳號已恢復原來的電子郵件地址，密碼已失效。我們已寄出一封電子郵件給您，內含設定新密碼的連結。',
  accountDeleted: '您的帳號已刪除。',
  accountDeletionDisabled: '這裡無法刪除帳號。請聯絡本網站的營運者。',
  addressTooLong: '這個電子郵件地址太長。',
  addressHasLineBreak: '地址中有換行。請在同一行內輸入。',
  addressHasInvisibleCharacter: '地址中有看不見的字元。請手動輸入，不要貼上。',
  addressHasNoAtSign: '請輸入電子郵件地址，格式如 name@example.com。',
  addressHasSeveralAtSigns: '@ 不只一個。請只輸入一個地址。',
  addressHasSpace: '地址中有空格。請只輸入地址，例如 name@example.com。',
  addressHasNoLocalPart: '缺少 @ 前面的部分，或其中有電子郵件地址不能使用的字元。',
  addressHasNoDomain: '@ 後面的部分不是像 example.com 這樣的網域。',
  invalidCredentials: '電子郵件地址或密碼不正確。',
  currentPasswordWrong: '目前的密碼不正確。',
  notSignedIn: '請先登入。',
  invalidLink: {
    EXPIRED: '這個連結已過期，請重新索取。',
    SPENT: '這個連結已經用過，或在寄出之後情況有所變更，請重新索取。',
    INVALID: '這個連結無效。請確認是否複製完整，或重新索取。',
  },
  passwordRejected: '請選擇其他密碼。',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `請使用至少 ${minLength} 個字元。`,
    TOO_LONG: ({ maxLength }) => `請使用最多 ${maxLength} 個字元。`,
    ENTIRELY_NUMERIC: () => '請不要只使用數字。',
    TOO_COMMON: () => '這是最常見的密碼之一，請選擇只有您會用的密碼。',
    TOO_SIMILAR: () => '與您的電子郵件地址太相似。',
    TOO_WEAK: () => '這個密碼容易猜到，請加上幾個互不相關的詞。',
  },
  errorPage: {
    home: '前往首頁',
    BAD_REQUEST: {
      heading: '無法理解這個請求',
      advice: '請返回上一頁再試一次。如果您開啟的是電子郵件中的連結，請確認連結是否複製完整。',
    },
    TOO_LONG: { heading: '一次送出的內容太多', advice: '送出的網址或文字太長。請返回上一頁，縮短後再試一次。' },
    TOO_MANY_COOKIES: {
      heading: '您的瀏覽器送出太多 Cookie',
      advice: '請在瀏覽器設定中刪除這個網站的 Cookie，然後重新開啟頁面。之後您需要重新登入。',
    },
    TOO_MANY_REQUESTS: { heading: '請求次數太多', advice: '請等候一分鐘後再試一次。' },
    WRONG_METHOD: { heading: '這個頁面不能這樣使用', advice: '請從首頁開啟。' },
    UNAVAILABLE: { heading: '我們很快就會回來', advice: '目前無法使用這項服務。請在一分鐘後再試一次。' },
    FAILED: { heading: '發生問題', advice: '問題出在我們這邊，不是您的錯。請在一分鐘後再試一次。' },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `請在 ${waitIn('zh-Hant', seconds)}後再試一次。`
      : '嘗試次數太多。如要繼續，請透過電子郵件設定新密碼。',
};
