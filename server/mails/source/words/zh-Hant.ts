import type { Words } from '../words.ts';

/** Chinese in traditional characters, in the words of Taiwan. */
export const words: Words = {
  colon: '：',
  fonts: "'PingFang TC', 'Microsoft JhengHei'",
  fallback: '如果按鈕無法使用，請在瀏覽器中開啟以下網址：',
  help: '有任何問題嗎？歡迎與我們聯絡：',
  terms: '使用條款',
  privacy: '隱私權政策',
  'password-reset': {
    subject: '為您的 {{brand}} 帳號設定新密碼',
    preview: '連結在 {{expiresIn}}內有效。如果您什麼都不做，就不會有任何變更。',
    heading: '設定新密碼',
    before: ['有人（希望就是您本人）在 {{brand}} 為 {{address}} 要求設定新密碼。'],
    action: '設定新密碼',
    after: ['連結在 {{expiresIn}}內有效，而且只能使用一次。', '如果您什麼都不做，就不會有任何變更，您的密碼維持不變。'],
    second: { before: '不是您要求的嗎？請撤銷這個連結，以及我們寄給您的其他所有連結：', action: '不是我' },
  },
  registration: {
    subject: '建立您的 {{brand}} 帳號',
    preview: '只差設定密碼這一步。連結在 {{expiresIn}}內有效。',
    heading: '歡迎使用 {{brand}}',
    before: ['有人（希望就是您本人）在 {{brand}} 要求為 {{address}} 建立帳號。現在只差設定密碼這一步。'],
    action: '設定密碼',
    after: ['連結在 {{expiresIn}}內有效，而且只能使用一次。', '如果您什麼都不做，就不會建立任何帳號。'],
  },
  'already-registered': {
    subject: '您已經有 {{brand}} 帳號了',
    preview: '不需要再建立一個，直接登入即可。',
    heading: '您已經有帳號了',
    before: ['有人（希望就是您本人）在 {{brand}} 要求為 {{address}} 建立帳號。這個帳號已經存在，您可以直接登入。'],
    action: '登入',
    after: ['如果您什麼都不做，就不會有任何變更。提出要求的人並不知道這個帳號存在。'],
    second: { before: '忘記密碼了嗎？', action: '設定新密碼' },
  },
  'password-changed': {
    subject: '您的 {{brand}} 密碼已變更',
    preview: '變更時間：{{changedAt}}。如果是您本人的操作，就不需要做任何事。',
    heading: '您的密碼已變更',
    before: [
      '{{address}} 在 {{brand}} 的密碼已於 {{changedAt}} 變更。',
      '如果是您本人的操作，就不需要做任何事。',
      '如果不是您本人的操作，請立即設定新密碼。所有已登入您帳號的裝置都會登出。',
    ],
    action: '設定新密碼',
    after: [],
  },
  'failed-sign-ins': {
    subject: '您的 {{brand}} 帳號有登入失敗的紀錄',
    preview: '自 {{since}} 起共 {{count}} 次。如果是您本人的操作，就不需要做任何事。',
    heading: '登入失敗',
    before: [
      '自 {{since}} 起，{{brand}} 上 {{address}} 的帳號登入失敗 {{count}} 次。',
      '如果是您本人的操作，就不需要做任何事。',
      '如果不是您本人的操作，您的密碼仍然保護著您的帳號。如果別人可能知道這個密碼，或您在其他地方也使用它，請設定新密碼。',
    ],
    action: '設定新密碼',
    after: [],
    second: { before: '查看已登入的裝置，以及帳號的活動紀錄：', action: '前往我的帳號' },
  },
};
