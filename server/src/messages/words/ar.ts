import { waitIn } from '../duration.ts';
import { DAY, type Messages } from '../messages.ts';

const RULES = new Intl.PluralRules('ar');

/**
 * From 3 to 10 the noun is in the plural, from 11 to 99 in the accusative singular, and at whole hundreds in the
 * genitive singular.
 */
function characters(count: number): string {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = { few: 'أحرف', many: 'حرفًا' };
  return `${count} ${forms[RULES.select(count)] ?? 'حرف'}`;
}

/** Arabic. */
export const words: Messages = {
  passwordResetRequested:
    'إذا كان هناك حساب بهذا العنوان، فقد أرسلنا رسالة تتضمن رابطًا لاختيار كلمة مرور جديدة. من المفترض أن تصل خلال بضع دقائق.',
  passwordResetComplete: 'تم تغيير كلمة المرور. يمكنك الآن تسجيل الدخول بها.',
  passwordResetRevoked: 'لم يعد أي من روابط إعادة التعيين المرسلة لهذا الحساب صالحًا. لم تتغير كلمة المرور.',
  registrationStarted: 'أرسلنا إلى هذا العنوان رسالة توضح كيفية المتابعة. من المفترض أن تصل خلال بضع دقائق.',
  registrationComplete: 'تم إنشاء حسابك. يمكنك الآن تسجيل الدخول.',
  registrationByInvitation: 'لا تُنشأ الحسابات هنا إلا بدعوة. اطلب دعوة.',
  registrationClosed: 'لا يمكن إنشاء حسابات جديدة هنا في الوقت الحالي.',
  registrationLinkSpent: 'لهذا العنوان حساب الآن، أو لم يعد هذا الرابط ينشئ حسابًا. إن كان لديك حساب فسجّل الدخول.',
  passwordChanged: 'تم تغيير كلمة المرور. انتهت جميع الجلسات الأخرى.',
  emailChangeRequested:
    'أرسلنا إلى العنوان الجديد رسالة تتضمن رابطًا لتأكيده. لن يتغير شيء قبل ذلك. من المفترض أن تصل خلال بضع دقائق.',
  emailChanged: 'أصبح لحسابك عنوانه الجديد. سجّل الدخول به من الآن فصاعدًا. انتهت جميع الجلسات الأخرى.',
  emailChangeReverted:
    'عاد حسابك إلى عنوانه السابق. لم تعد كلمة المرور صالحة. أرسلنا إليك رسالة تتضمن رابطًا لاختيار كلمة مرور جديدة.',
  accountDeleted: 'تم حذف حسابك.',
  accountDeletionDisabled: 'لا يمكن حذف الحسابات هنا. تواصل مع القائمين على هذا الموقع.',
  addressTooLong: 'هذا أطول من أن يكون عنوان بريد إلكتروني.',
  addressHasLineBreak: 'يوجد فاصل أسطر في العنوان. أدخله في سطر واحد.',
  addressHasInvisibleCharacter: 'يوجد حرف غير مرئي في العنوان. اكتبه بدلًا من لصقه.',
  addressHasNoAtSign: 'أدخل عنوان بريد إلكتروني بالصيغة name@example.com',
  addressHasSeveralAtSigns: 'توجد أكثر من علامة @ واحدة. أدخل عنوانًا واحدًا.',
  addressHasSpace: 'توجد مسافة في العنوان. أدخل العنوان وحده، مثل name@example.com.',
  addressHasNoLocalPart: 'الجزء الذي قبل @ مفقود، أو فيه حرف لا يوجد في أي عنوان.',
  addressHasNoDomain: 'الجزء الذي بعد @ ليس نطاقًا مثل example.com.',
  invalidCredentials: 'عنوان البريد الإلكتروني أو كلمة المرور غير صحيحة.',
  currentPasswordWrong: 'كلمة المرور الحالية غير صحيحة.',
  notSignedIn: 'سجّل الدخول أولًا.',
  invalidLink: {
    EXPIRED: 'انتهت صلاحية هذا الرابط. اطلب رابطًا جديدًا.',
    SPENT: 'سبق استخدام هذا الرابط، أو تغيّر شيء منذ إرساله. اطلب رابطًا جديدًا.',
    INVALID: 'هذا الرابط لا يعمل. تحقق من نسخه كاملًا، أو اطلب رابطًا جديدًا.',
  },
  passwordRejected: 'اختر كلمة مرور أخرى.',
  brokenRule: {
    TOO_SHORT: ({ minLength }) => `استخدم ${characters(minLength)} على الأقل.`,
    TOO_LONG: ({ maxLength }) => `استخدم ${characters(maxLength)} على الأكثر.`,
    ENTIRELY_NUMERIC: () => 'لا تستخدم الأرقام وحدها.',
    TOO_COMMON: () => 'هذه من أكثر كلمات المرور شيوعًا. اختر كلمة تخصك وحدك.',
    TOO_SIMILAR: () => 'كلمة المرور قريبة جدًا من عنوان بريدك الإلكتروني.',
    TOO_WEAK: () => 'من السهل تخمين كلمة المرور هذه. أضف بعض الكلمات التي لا علاقة بينها.',
  },
  errorPage: {
    home: 'الانتقال إلى الصفحة الرئيسية',
    BAD_REQUEST: {
      heading: 'تعذّر فهم هذا الطلب',
      advice: 'ارجع وحاول مرة أخرى. إذا فتحت رابطًا من رسالة بريد إلكتروني، فتأكد من نسخه كاملًا.',
    },
    TOO_LONG: {
      heading: 'هذا أكثر مما يمكن إرساله دفعة واحدة',
      advice: 'العنوان أو النص المرسَل طويل جدًا. ارجع واختصره ثم حاول مرة أخرى.',
    },
    TOO_MANY_COOKIES: {
      heading: 'متصفحك يرسل ملفات تعريف ارتباط أكثر من اللازم',
      advice:
        'احذف ملفات تعريف الارتباط الخاصة بهذا الموقع من إعدادات متصفحك، ثم افتح الصفحة من جديد. ستحتاج بعدها إلى تسجيل الدخول مرة أخرى.',
    },
    TOO_MANY_REQUESTS: { heading: 'طلبات كثيرة جدًا', advice: 'يُرجى الانتظار دقيقة قبل المحاولة مرة أخرى.' },
    WRONG_METHOD: { heading: 'لا يمكن استخدام هذه الصفحة بهذه الطريقة', advice: 'افتحها من الصفحة الرئيسية.' },
    UNAVAILABLE: { heading: 'سنعود بعد قليل', advice: 'الخدمة غير متاحة حاليًا. يُرجى المحاولة مرة أخرى بعد دقيقة.' },
    FAILED: { heading: 'حدث خطأ ما', advice: 'الخطأ من جانبنا وليس من جانبك. يُرجى المحاولة مرة أخرى بعد دقيقة.' },
  },
  tooManyRequests: seconds =>
    seconds < DAY
      ? `يُرجى الانتظار قبل المحاولة مجددًا. مدة الانتظار: ${waitIn('ar', seconds)}.`
      : 'كانت هناك محاولات كثيرة جدًا. للمتابعة، اختر كلمة مرور جديدة عبر البريد الإلكتروني.',
};
