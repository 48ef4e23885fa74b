/**
 * What a guesser tries before any combination of words: passphrases known from talks and books, proverbs, prayers,
 * opening lines, refrains and rhymes. Each is known from any of its words on. One a line; accents and signs are left
 * out when they are compared.
 */
export const PHRASES = `
correct horse battery staple
correcthorsebatterystaple
troubador3
troubadour3
open sesame
this is my password
my voice is my passport verify me
the quick brown fox jumps over the lazy dog
pack my box with five dozen liquor jugs
lorem ipsum dolor sit amet consectetur adipiscing elit
hello world
let me in please
i forgot my password
change me now please
do not share this password with anyone
password one two three
this is a very long password
this is a strong password
my secret password
my super secret password
super strong password
to be or not to be that is the question
all that glitters is not gold
may the force be with you
luke i am your father
i am your father
live long and prosper
winter is coming
you shall not pass
my precious
one ring to rule them all
houston we have a problem
i will be back
here is looking at you kid
frankly my dear i do not give a damn
elementary my dear watson
life is like a box of chocolates
the answer to life the universe and everything
so long and thanks for all the fish
do or do not there is no try
fear is the mind killer
all your base are belong to us
never gonna give you up never gonna let you down
hello darkness my old friend
is this the real life is this just fantasy
we will we will rock you
we are the champions my friends
let it be let it be
let it go let it go
all you need is love
i want to hold your hand
yesterday all my troubles seemed so far away
imagine all the people
i will always love you
stairway to heaven
hotel california
smells like teen spirit
sweet child of mine
shape of my heart
every breath you take every move you make
like a rolling stone
twinkle twinkle little star how i wonder what you are
row row row your boat gently down the stream
mary had a little lamb
humpty dumpty sat on a wall
happy birthday to you
jingle bells jingle bells jingle all the way
silent night holy night
old macdonald had a farm
the itsy bitsy spider
baa baa black sheep have you any wool
ring around the rosie
hickory dickory dock
amazing grace how sweet the sound
god save the king
god save the queen
oh say can you see by the dawns early light
we the people of the united states
four score and seven years ago
i have a dream
ask not what your country can do for you
we hold these truths to be self evident
our father who art in heaven hallowed be thy name
the lord is my shepherd i shall not want
in the beginning god created the heaven and the earth
in the beginning was the word
jesus loves me this i know
jesus is my lord and savior
in god we trust
call me ishmael
it was the best of times it was the worst of times
it was a dark and stormy night
once upon a time
happily ever after
an apple a day keeps the doctor away
the early bird catches the worm
practice makes perfect
actions speak louder than words
a penny saved is a penny earned
time is money
no pain no gain
knowledge is power
where there is a will there is a way
rome was not built in a day
carpe diem
veni vidi vici
cogito ergo sum
in vino veritas
i love you forever
i love you so much
i love you baby
i love my mom and dad
i hate passwords
roses are red violets are blue
abracadabra alakazam
supercalifragilisticexpialidocious
pneumonoultramicroscopicsilicovolcanoconiosis
antidisestablishmentarianism
i think therefore i am
korrekt pferd batterie heftklammer
das ist mein passwort
mein passwort ist geheim
ich liebe dich
ich liebe dich fur immer
ich bin ein berliner
alle meine entchen schwimmen auf dem see
hanschen klein ging allein
stille nacht heilige nacht
o tannenbaum o tannenbaum wie grun sind deine blatter
einigkeit und recht und freiheit
die gedanken sind frei
morgenstund hat gold im mund
ubung macht den meister
aller guten dinge sind drei
es war einmal
vater unser im himmel geheiligt werde dein name
sein oder nichtsein das ist hier die frage
donaudampfschifffahrtsgesellschaft
franz jagt im komplett verwahrlosten taxi quer durch bayern
sesam offne dich
ene mene muh und raus bist du
backe backe kuchen der backer hat gerufen
neunundneunzig luftballons
atemlos durch die nacht
cheval correct batterie agrafe
je t aime
je t aime mon amour
mon mot de passe
ceci est mon mot de passe
liberte egalite fraternite
allons enfants de la patrie le jour de gloire est arrive
frere jacques frere jacques dormez vous
au clair de la lune mon ami pierrot
sur le pont d avignon on y danse on y danse
alouette gentille alouette
je pense donc je suis
etre ou ne pas etre telle est la question
il etait une fois
notre pere qui es aux cieux
petit a petit l oiseau fait son nid
portez ce vieux whisky au juge blond qui fume
longtemps je me suis couche de bonne heure
la vie en rose
non je ne regrette rien
joyeux anniversaire
sesame ouvre toi
caballo correcto bateria grapa
te quiero mucho
te amo mi amor
te amo para siempre
mi contrasena
esta es mi contrasena
mi contrasena es secreta
padre nuestro que estas en el cielo
dios te salve maria llena eres de gracia
en un lugar de la mancha de cuyo nombre no quiero acordarme
ser o no ser esa es la cuestion
la cucaracha la cucaracha ya no puede caminar
feliz cumpleanos a ti
cumpleanos feliz
un elefante se balanceaba sobre la tela de una arana
los pollitos dicen pio pio pio
despacito quiero respirar tu cuello despacito
bailando bailando
mas vale tarde que nunca
no por mucho madrugar amanece mas temprano
a quien madruga dios le ayuda
habia una vez
abrete sesamo
hasta la vista baby
hasta la victoria siempre
el pueblo unido jamas sera vencido
cavalo correto bateria grampo
eu te amo
eu te amo muito
eu te amo para sempre
eu amo minha familia
minha senha
esta e minha senha
deus e fiel
deus e amor
jesus te ama
o senhor e meu pastor e nada me faltara
pai nosso que estais no ceu
ave maria cheia de graca
parabens pra voce
atirei o pau no gato
ai se eu te pego
garota de ipanema olha que coisa mais linda
ser ou nao ser eis a questao
era uma vez
abre te sesamo
ouviram do ipiranga as margens placidas
agua mole em pedra dura tanto bate ate que fura
aishiteru
watashi no pasuwado
arigatou gozaimasu
ohayou gozaimasu
konnichiwa sekai
yoroshiku onegai shimasu
gambatte kudasai
wagahai wa neko de aru namae wa mada nai
iroha ni hoheto chirinuru wo
いろはにほへとちりぬるをわかよたれそつねならむうゐのおくやまけふこえてあさきゆめみしゑひもせす
あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん
aiueo kakikukeko sashisuseso tachitsuteto naninuneno hahifuheho mamimumemo yayuyo rarirurero wawon
furuike ya kawazu tobikomu mizu no oto
古池や蛙飛びこむ水の音
吾輩は猫である名前はまだない
国境の長いトンネルを抜けると雪国であった
春はあけぼのやうやう白くなりゆく
祇園精舎の鐘の声諸行無常の響きあり
君が代は千代に八千代に
ありがとうございます
よろしくお願いします
あいしてる
わたしのパスワード
これはパスワードです
むかしむかしあるところにおじいさんとおばあさんが
さくらさくらやよいのそらは
一二三四五六七八九十百千万億
壹贰叁肆伍陆柒捌玖拾佰仟
甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥
鼠牛虎兔龙蛇马羊猴鸡狗猪
东南西北中发白
天地玄黄宇宙洪荒日月盈昃辰宿列张
人之初性本善性相近习相远
床前明月光疑是地上霜举头望明月低头思故乡
春眠不觉晓处处闻啼鸟夜来风雨声花落知多少
白日依山尽黄河入海流欲穷千里目更上一层楼
锄禾日当午汗滴禾下土谁知盘中餐粒粒皆辛苦
鹅鹅鹅曲项向天歌白毛浮绿水红掌拨清波
学而时习之不亦说乎有朋自远方来不亦乐乎
道可道非常道名可名非常名
千里之行始于足下
生日快乐祝你生日快乐
新年快乐恭喜发财
我爱你一生一世
我爱你爸爸妈妈
我爱北京天安门天安门上太阳升
东方红太阳升
起来不愿做奴隶的人们
两只老虎两只老虎跑得快
月亮代表我的心
芝麻开门
这是我的密码
我的密码是
请输入密码
好好学习天天向上
为人民服务
床前明月光疑是地上霜舉頭望明月低頭思故鄉
春眠不覺曉處處聞啼鳥夜來風雨聲花落知多少
我愛你一生一世
這是我的密碼
芝麻開門
生日快樂祝你生日快樂
新年快樂恭喜發財
好好學習天天向上
三民主義吾黨所宗
一二三四五六七八九十百千萬億
星期一星期二星期三星期四星期五星期六星期日
週一週二週三週四週五週六週日
woaini woaini
woaini yishengyishi
woaibeijingtiananmen
wodemima shi
haohaoxuexi tiantianxiangshang
xinniankuaile gongxifacai
shengrikuaile
chuangqian mingyueguang yishi dishangshuang
yi er san si wu liu qi ba jiu shi
بسم الله الرحمن الرحيم
الحمد لله رب العالمين
لا إله إلا الله محمد رسول الله
الله أكبر
سبحان الله وبحمده سبحان الله العظيم
استغفر الله العظيم وأتوب إليه
اللهم صل على محمد وعلى آل محمد
لا حول ولا قوة إلا بالله
إنا لله وإنا إليه راجعون
حسبي الله ونعم الوكيل
قل هو الله أحد الله الصمد
قل أعوذ برب الفلق من شر ما خلق
السلام عليكم ورحمة الله وبركاته
توكلت على الله
ما شاء الله
إن شاء الله
أحبك يا أمي
أحبك كثيرا
أنا أحبك
كلمة السر
كلمة المرور
هذه كلمة المرور الخاصة بي
افتح يا سمسم
كان يا ما كان في قديم الزمان
الصبر مفتاح الفرج
في التأني السلامة وفي العجلة الندامة
العلم نور والجهل ظلام
الوقت كالسيف إن لم تقطعه قطعك
موطني موطني الجلال والجمال
واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة
أبجد هوز حطي كلمن سعفص قرشت ثخذ ضظغ
ابتثجحخدذرزسشصضطظعغفقكلمنهوي
bismillah alrahman alrahim
alhamdulillah rabbil alamin
la ilaha illallah muhammadur rasulullah
allahu akbar
allahu akbar allahu akbar
inshallah mashallah
правильно лошадь батарея скрепка
я тебя люблю
мой пароль
быть или не быть вот в чем вопрос
в лесу родилась елочка в лесу она росла
жили были дед и баба
у лукоморья дуб зеленый златая цепь на дубе том
союз нерушимый республик свободных
один два три четыре пять шесть семь восемь девять десять
абвгдеежзийклмнопрстуфхцчшщъыьэюя
отче наш иже еси на небесех
ya tebya lyublyu
ще не вмерла україни і слава і воля
αβγδεζηθικλμνξοπρστυφχψω
σ αγαπω
ο κωδικος μου
אבגדהוזחטיכלמנסעפצקרשת
אני אוהב אותך
שמע ישראל ה אלוהינו ה אחד
בראשית ברא אלהים את השמים ואת הארץ
가나다라마바사아자차카타파하
사랑해요
사랑합니다
동해물과 백두산이 마르고 닳도록
abcdefghijklmnopqrstuvwxyz
abecedefgehaijotka
ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf
eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn
erste zweite dritte vierte funfte sechste siebte achte neunte zehnte
fruhling sommer herbst winter
rot orange gelb grun blau indigo violett
ichi ni san shi go roku shichi hachi kyu ju
ichi ni san yon go roku nana hachi kyuu juu
いちにさんしごろくしちはちきゅうじゅう
haru natsu aki fuyu
春夏秋冬
东西南北
一月二月三月四月五月六月七月八月九月十月十一月十二月
星期一星期二星期三星期四星期五星期六星期日
周一周二周三周四周五周六周日
أحمر برتقالي أصفر أخضر أزرق نيلي بنفسجي
الربيع الصيف الخريف الشتاء
uno due tre quattro cinque sei sette otto nove dieci
odin dva tri chetyre pyat shest sem vosem devyat desyat
un deux trois nous irons au bois
eenie meenie miney moe catch a tiger by the toe
do re mi fa sol la si do
north south east west
spring summer autumn winter
spring summer fall winter
harry ron hermione
gryffindor slytherin ravenclaw hufflepuff
frodo sam merry pippin gandalf
john paul george ringo
athos porthos aramis
matthew mark luke john
facebook google amazon apple microsoft
mercedes bmw audi volkswagen porsche
bitcoin ethereum dogecoin
pikachu charmander squirtle bulbasaur
manchester united liverpool chelsea arsenal
real madrid barcelona
london paris new york tokyo
london paris berlin madrid rome
14159265358979323846264338327950288419716939937510
31415926535897932384626433832795028841971
27182818284590452353602874713526624977572
14142135623730950488016887242096980785696
11235813213455891442333776109871597
149162536496481100121144169196225
2357111317192329313741434753
123581321345589144
`
  .trim()
  .split('\n');

/** Words that accounts and passwords are often made of, in the largest languages beyond those with a list of their own. */
export const PASSWORD_WORDS = `
password passwort kennwort passwd pwd passcode passphrase motdepasse contrasena clave senha parola haslo heslo jelszo
wachtwoord losenord salasana sifre parole lozinka geslo mima mimashi pasuwado anshou
пароль паролик пароль123 логин вход админ привет qwerty йцукен секрет κωδικος συνθηματικο סיסמה סיסמא كلمة السر المرور باسورد
россия пассворд 密码 密碼 口令 パスワード 暗証番号 ひみつ 비밀번호 암호 admin administrator root user test guest demo login signin
account secret private default changeme letmein welcome master temp temporary system server support service company
office work home family mother father daughter son baby love sex god jesus allah money
`
  .trim()
  .split(/\s+/);
