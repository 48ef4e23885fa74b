import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

/** Japanese, in desu-masu form. */
export const words: Messages = {
  passwordResetRequested:
    'このメールアドレスのアカウントがある場合は、新しいパスワードを設定するためのリンクをメールでお送りしました。数分以内に届きます。',
  passwordResetComplete: 'パスワードを変更しました。新しいパスワードでログインできます。',
  passwordResetRevoked:
    'このアカウント宛てに送られた再設定用リンクをすべて無効にしました。パスワードは変更されていません。',
  registrationStarted: 'このメールアドレスに、手続きの続きをご案内するメールをお送りしました。数分以内に届きます。',
  registrationComplete: 'アカウントを作成しました。ログインできます。',
  registrationByInvitation: 'アカウントの作成は招待制です。招待を依頼してください。',
  registrationClosed: '現在、新しいアカウントは作成できません。',
  registrationLinkSpent:
    'このアドレスのアカウントがすでにあるか、この方法ではアカウントを作成できなくなっています。アカウントをお持ちの場合は、ログインしてください。',
  passwordChanged: 'パスワードを変更しました。ほかのセッションはすべて終了しました。',
  emailChangeRequested:
    '新しいメールアドレスに、確認用のリンクをお送りしました。確認が済むまでは何も変わりません。数分以内に届きます。',
  emailChanged:
    'メールアドレスを変更しました。今後は新しいメールアドレスでログインしてください。ほかのセッションはすべて終了しました。',
  emailChangeReverted:
    'メールアドレスを元に戻しました。これまでのパスワードは使えません。新しいパスワードを設定するためのリンクをメールでお送りしました。',
  accountDeleted: 'アカウントを削除しました。',
  accountDeletionDisabled: 'ここではアカウントを削除できません。サイトの運営者にお問い合わせください。',
  addressTooLong: 'メールアドレスとしては長すぎます。',
  addressHasLineBreak: 'メールアドレスに改行が含まれています。1 行で入力してください。',
  addressHasInvisibleCharacter: 'メールアドレスに目に見えない文字が含まれています。貼り付けずに入力してください。',
  addressHasNoAtSign: 'メールアドレスは name@example.com の形式で入力してください。',
  addressHasSeveralAtSigns: '@ が 2 つ以上あります。メールアドレスを1 つだけ入力してください。',
  addressHasSpace: 'メールアドレスに空白が含まれています。name@example.com のようにアドレスだけを入力してください。',
  addressHasNoLocalPart: '@ の前の部分がないか、メールアドレスに使えない文字が含まれています。',
  addressHasNoDomain: '@ の後の部分が example.com のようなドメインではありません。',
  invalidCredentials: 'メールアドレスまたはパスワードが正しくありません。',
  currentPasswordWrong: '現在のパスワードが正しくありません。',
  notSignedIn: '先にログインしてください。',
  invalidLink: {
    EXPIRED: 'このリンクは有効期限が切れています。新しいリンクをリクエストしてください。',
    SPENT:
      'このリンクはすでに使用されたか、送信後に変更があったため使用できません。新しいリンクをリクエストしてください。',
    INVALID: 'このリンクは使用できません。全体がコピーされているか確認するか、新しいリンクをリクエストしてください。',
  },
  passwordRejected: '別のパスワードを選んでください。',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `${minLength} 文字以上にしてください。`,
    TOO_LONG: ({ maxLength }) => `${maxLength} 文字以内にしてください。`,
    ENTIRELY_NUMERIC: () => '数字だけのパスワードは使用できません。',
    TOO_COMMON: () => '非常によく使われているパスワードです。自分だけのものを選んでください。',
    TOO_SIMILAR: () => 'メールアドレスに似すぎています。',
    TOO_WEAK: () => '推測されやすいパスワードです。互いに関係のない単語をいくつか加えてください。',
  },
  errorPage: {
    home: 'トップページへ',
    BAD_REQUEST: {
      heading: 'リクエストを読み取れませんでした',
      advice:
        '前のページに戻って、もう一度お試しください。メールのリンクを開いた場合は、リンク全体がコピーされているか確認してください。',
    },
    TOO_LONG: {
      heading: '一度に送るには長すぎます',
      advice: '送信されたアドレスまたは文字が長すぎます。前のページに戻り、短くしてからもう一度お試しください。',
    },
    TOO_MANY_COOKIES: {
      heading: 'ブラウザーから送られる Cookie が多すぎます',
      advice:
        'ブラウザーの設定でこのサイトの Cookie を削除してから、ページを開き直してください。その後、もう一度ログインする必要があります。',
    },
    TOO_MANY_REQUESTS: { heading: 'リクエストが多すぎます', advice: '1 分ほど待ってから、もう一度お試しください。' },
    WRONG_METHOD: { heading: 'このページはこの方法では使えません', advice: 'トップページから開いてください。' },
    UNAVAILABLE: {
      heading: 'まもなく再開します',
      advice: '現在サービスを利用できません。1 分ほど待ってから、もう一度お試しください。',
    },
    FAILED: {
      heading: '問題が発生しました',
      advice: '原因は当サイトにあります。1 分ほど待ってから、もう一度お試しください。',
    },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `${waitIn('ja', seconds)}後にもう一度お試しください。`
      : '試行回数が多すぎます。続けるには、メールで新しいパスワードを設定してください。',
};
