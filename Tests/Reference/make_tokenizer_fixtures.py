r"""Writes Tests/TokenizersTests/Fixtures: a small vocabulary, hard texts, and Hugging Face's tokens of them.

    python3 Tests/Reference/make_tokenizer_fixtures.py

Each `<variant>.json` contains the files of a tokenizer (without the vocabulary, vocab.txt, which all share) and for each line of
texts.json its tokens as "id start end word" with UTF-8 offsets, from `tokenizers` (tokenizer.json) or `transformers` (vocab.txt).
"""

import json
import random
import tempfile
from pathlib import Path

from fixtures import FIXTURES, write_lines, write_variant
from tokenizers import Tokenizer
from transformers import AutoTokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]"]
WORDS = """the a an it is was were not never no very too so and but or of in to for on with at from this that these we i you he she
they my our your movie film plot story actor scene ending book hotel room staff food phone battery screen price love loved lovely like
hate hated hateful good better best bad worse worst great awful terrible boring bored wonder wonderful waste time money dull bright
happy sad fun funny enjoy enjoyed enjoyable confuse confused confusing recommend again ever un re dis pre aren don can won t s ll re ve
cafe naive strasse muller angstrom istanbul resume fiance el nino facade smorgasbord tokyo q x1 2024 100 3 14 5 10 00""".split()
ENDINGS = "s es ed er est ing ly ness ful less able ment tion al y er's n't ish ist ism ous ive un ie o a e é u 0 1 2 00 5".split()
CHINESE = ("的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手用主行方又"
           "如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使"
           "教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界"
           "及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周"
           "保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失"
           "拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴差烂赞服")
LETTERS = ("àáâãäåæçèéêëìíîïñòóôõöøùúûüýþßœłđı" "αβγδεζηθικλμνξοπρστυφχψωςΐή" "абвгдежзийклмнопрстуфхцчшщъыьэюяёї"
           "אבגדהשתابتثجحخقكلمنهويअआकखगनमरलसहािीเแกขคงาﬁﬂſ" "ĳǆǅⅷⓐａｂ１２ｶ゙がかのはひたアカハ")
JAMO = [chr(x) for x in (*range(0x1100, 0x1113), *range(0x1161, 0x1176), *range(0x11A8, 0x11C3))]
# Letters with decompositions or positions in canonical order that show where marks end up.
COMBINING = [chr(x) for x in (0x301, 0x307, 0x308, 0x316, 0x323, 0x327, 0x345, 0x344, 0x1B44, 0x1B13, 0xA953, 0x302E, 0x302F, 0x1D165,
                              0x1D16D, 0x1D172, 0x94D, 0x93C, 0x9BC, 0x8D4, 0x1E000, 0x1E944, 0x116B6, 0xF71, 0xF72, 0x3099)]
ASTRAL = ["😀", "👍", "❤", "🏽", "𝓐", "𐐀", "𐐨", "𞤀", "𞤢", "\U00020000", "\U0002a600", "丽", "\u0378", "\U0001f1e9", "\u200d"]
SYMBOLS = list("“”‘’—–…·。，！？、；：「」（）×÷€£©®°½²→★♥±≠¡¿§") + ["##"]


def vocabulary():
    lines = list(SPECIAL)
    lines += [chr(x) for x in range(0x21, 0x7F)] + ["##" + x for x in "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    lines += WORDS + [word.title() for word in WORDS if word.isalpha() and len(word) > 2][:60] + ["##" + x for x in ENDINGS]
    lines += list(dict.fromkeys(CHINESE))
    for x in [*dict.fromkeys(LETTERS), *JAMO, *COMBINING, *ASTRAL]:
        lines += [x, "##" + x]
    lines += SYMBOLS
    lines += ["e\u0301", "##e\u0301", "한", "##국", "한국", "i\u0307", "##i\u0307"]  # pieces that differ only in their bytes
    lines = [line for line in dict.fromkeys(lines) if line.strip()]
    lines.insert(700, "good")  # a duplicate: the later line wins
    return lines


TEXTS = [
    "", " ", "\n\r\n\t", "a", "The plot was terrible, the acting worse.", "  two  spaces  ", "CAN'T won't aren't",
    "unlovable unhappiness dishateful", "Don't waste your time!!! 10/10 ... 3.14, 2024-10-05", "x1q 5x1 x1x1x1",
    "café CAFÉ cafe\u0301 CAFE\u0301", "naïve Naïve na\u0308ive nai\u0308ve", "El Niño, façade, résumé, Ångström, smörgåsbord",
    "Straße STRASSE Müller ẞ ſtrong ﬁne", "İstanbul ISTANBUL ıstanbul i\u0307stanbul", "ΣΑΣ σας ΌΣΟΣ ὈΔΥΣΣΕΎΣ ΐ ΰ",
    "Ёлка ёлка Й й Ї ї", "ǅ Ǆ ǆ Ǉ Ĳ ĳ", "Ꭰ ꭰ Ꮿ ᏸ Ა ა Ⴀ ⴀ", "Ⅷ ⅷ Ⓐ ⓐ Ａｂ１２ ＴＯＫＹＯ", "Đorđe Łódź Øre Æsir Þorn",
    "这部电影很好看", "我爱中国。", "剧情很差，浪费时间！", "服务态度very good，价格100元", "電影・映画 ガ ｶﾞ が か\u3099", "《书》、「文」…（好）",
    "\uf900\ufa0e\ufa11 豈更 \U0002f800\U0002f804", "\U00020000\U0002a6df\U0002b740\U0002b820\U0002ceb0 丽", "㐀䶿一鿿龥",
    "한국 영화 좋아요 각 갂 힣", "\u1112\u1161\u11ab\u1100\u116e\u11a8 ᄀ가", "हिन्दी क्या ख़ राम", "বাংলা যড় কো", "தமிழ் కథ ไทย ที่ กำ", "བོད་ཡིག \u0f73\u0f75\u0f81",
    "שָׁלוֹם עולם", "مَرْحَبًا بك آأإ", "\u1b13\u1b44 \u1b13\u0301\u1b44 a\u0301\u1b44\u0316", "가\ua953\u0316 a\u302e\u0316\u302f", "\U0001d157\U0001d165\U0001d16d \U0001d15e\u0316",
    "a\u0316\u1b44 é\u1b44 é\u0316\u1b44\u0301 \u0344\u1b44\u0316", "\u0301\u1b44", "\u1b44\u0301b", "a\u0301\u0000\u1b44\u200b\u0316b", "ộ \u1ed9 o\u0323\u0302 o\u0302\u0323",
    "\u08d4a\u08d4 a\U0001e000\u0316 \U0001e944\u0301\U0001e94a", "क\u093c\u094d क\u094d\u093c \u0958", "z̸̢͓a̴l̵g̶o̷ Z͑ͫ̓A̷L̨G̕O", "\u0340\u0341\u0343\u0344\u0374\u037e\u0387\u212a\u212b\u2126",
    "≠ ≮ ⫝̸ ∄", "👍🏽 😀❤️ 👩‍👩‍👧 🇩🇪 #️⃣", "loved it😀😀!!", "𝓐𝓑 𝔸 𐐀𐐨 𞤀𞤢", "\U0001f600\u200d\U0001f600 ❤\ufe0f♥",
    "a\u00a0b\u2003c\u3000d\u2028e\u2029f\u202fg\u205fh\u1680i", "a\u0085b\u000bc\u000cd\u001ce\u001ff", "a\u0000b\u0007c\u007fd\u009fe", "a\ufffdb\ufeffc\u00add\u200be\u2060f\u061cg",
    "a\ue000b\uf8ffc\U000f0000d\U0010fffde", "a\u0378b\U000e0000c\uffffd\ufffee", "a\u180eb\u200ec\u202ed\U000e0001e\U000e0061f\ufe00g\U000e0100h", "\u00ad\u200b\ufeff",
    "a\U000110bdb\U000110cdc\u0890d\u08e2e\U00013430f", "[SEP]", "a [MASK] b[CLS]c", "[mask] [Sep] [ SEP ] [[SEP]] [SEP", "[UNK][PAD][unused1] unk", "good[SEP]bad [MASK].",
    "it's \"quoted\" ‘single’ “double” — dash–dash…", "a-b_c/d\\e|f~g`h^i$j+k=l<m>n@o#p%q&r*s", "¡Qué! ¿no? §5 ±3 ½ ² × ÷ € £ ©", "#good ##good ###ing @user", "http://a.bc/d?e=f&g=1#h", "x" * 100, "x" * 101,
    "é" * 50, "e\u0301" * 60, "ß" * 101, "好" * 30, "not" * 34 + " " + "not" * 33, "supercalifragilistic", "qqqqqq \u4e00q\u4e00", "\r\na\r\nb\r",
    "tab\tseparated\tvalues", "1,000.00 100% 5€", "U.S.A. e.g. i.e.", "don’t won't can`t", "\u0f0b\u0f0d\u104a\u1361\u17d4\u30fb\uff0c\U00010100\U0001f67c", "\u02c6a\u02dcb\u00b4c\u00a8d\u005ee",
    "٣٫١٤ १२३ ᠐ ⁵ ₂", "\u0e33\u0eb3 \u0f77\u0f79 \u1734\u1714", "\U00011938 \U00011935\U00011930 \U0001109a \U000110ab", "Ɤ \ua7cb \ua7dc \U00010d50 \U00016ea0", "\u1e9e\u1c89\u10a0\u13a0\uab70\u2c2f",
    "straße naïve ŁÓD", "Straße! xStraße", "NAI\u0308VE ŁO\u0301D good", "STRASSE", "zz azz zza zz.", "zz zzz _zz zz_ é zz \u0301zz zz\u0301 zz1", "a  <b>  c<b>d <b>b x<b>", "ZZ TOP  zz top, zz topx",
    "a   [MASK]   b", "中国 中国人 的中国", "\u1112\u1161\u11ab국 한 국", "the other THE theme", "<b> b b b", "<e1>Łód", "<e1> <e1>łód łód",
    "<b> <b>\u3000<b>b", "[MASK] [MASK]\n[MASK]", "  zz top  zz top  ", "a[SEP]\u0301b [SEP]\u1b44", "\u0301[SEP]",
]


def random_texts(lines, count):
    chance = random.Random(20)
    pieces = [line.removeprefix("##") for line in lines if not line.startswith("[")]
    extra = COMBINING + ["[SEP]", "[MASK]", " ", "  ", "\u00a0", "\u200b", "\u0000", "\U000e0100", "É", "Ǖ", "ΐ", "각", "\uf900", "İ", "zz", "<b>", "中国"]
    for _ in range(count):
        yield "".join(chance.choice([chance.choice(pieces), chance.choice(pieces) + " ", chance.choice(extra), chance.choice(pieces).upper()])
                      for _ in range(chance.randrange(3, 14)))


ADDED = [dict(content="[PAD]"), dict(content="[UNK]"), dict(content="[CLS]"), dict(content="[SEP]"), dict(content="[MASK]", lstrip=True),
         dict(content="Straße", normalized=True), dict(content="naïve Łód", normalized=True), dict(content="<b>", single_word=True, rstrip=True),
         dict(content="zz", single_word=True), dict(content="ZZ top", normalized=True, single_word=True, lstrip=True, rstrip=True),
         dict(content=" b"), dict(content="中国", normalized=True), dict(content="<b>b"), dict(content="한", normalized=True),
         dict(content="the", normalized=True, single_word=True), dict(content="")]


def added(tokens):
    flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
    return [dict(id=99 + index, **{**flags, **token}) for index, token in enumerate(tokens)]


def tokenizer_file(added_tokens=ADDED[:5], longest=100, **normalizer):
    options = dict(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    return {"tokenizer.json": {
        "version": "1.0", "truncation": dict(direction="Right", max_length=6, strategy="LongestFirst", stride=0),
        "padding": dict(strategy=dict(Fixed=8), direction="Right", pad_to_multiple_of=None, pad_id=0, pad_type_id=0, pad_token="[PAD]"),
        "added_tokens": added(added_tokens), "normalizer": dict(type="BertNormalizer", **{**options, **normalizer}),
        "pre_tokenizer": dict(type="BertPreTokenizer"),
        "post_processor": dict(type="TemplateProcessing",
                               single=[dict(SpecialToken=dict(id="[CLS]", type_id=0)), dict(Sequence=dict(id="A", type_id=0)),
                                       dict(SpecialToken=dict(id="[SEP]", type_id=0))], pair=[],
                               special_tokens={x: dict(id=x, ids=[i], tokens=[x]) for i, x in ((2, "[CLS]"), (3, "[SEP]"))}),
        "decoder": dict(type="WordPiece", prefix="##", cleanup=True),
        "model": dict(type="WordPiece", unk_token="[UNK]", continuing_subword_prefix="##", max_input_chars_per_word=longest)}}


def vocabulary_file(extra=None, **config):
    return {"tokenizer_config.json": dict(tokenizer_class="BertTokenizer", **config), **(extra or {})}


VARIANTS = {
    "uncased": tokenizer_file(),
    "cased": tokenizer_file(lowercase=False),
    "accents-kept": tokenizer_file(strip_accents=False),
    "accents-stripped-cased": tokenizer_file(strip_accents=True, lowercase=False, handle_chinese_chars=False),
    "uncleaned": tokenizer_file(clean_text=False, lowercase=False, strip_accents=True, longest=7),
    "added-tokens": tokenizer_file(added_tokens=ADDED),
    "vocabulary-file": vocabulary_file(model_max_length=int(1e30)),
    "vocabulary-file-cased": vocabulary_file(
        {"special_tokens_map.json": dict(mask_token=dict(content="[MASK]", lstrip=True, rstrip=False, normalized=True, single_word=False),
                                         cls_token="[CLS]", additional_special_tokens=["<e1>"]),
         "added_tokens.json": {"<e1>": 5000, "Straße": 5002, "łód": 5001}},
        do_lower_case=False, model_max_length=512),
}


def main():
    lines = vocabulary()
    texts = TEXTS + list(random_texts(lines, 60))
    FIXTURES.mkdir(exist_ok=True)
    (FIXTURES / "vocab.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    write_lines("texts.json", texts)
    for name, files in VARIANTS.items():
        with tempfile.TemporaryDirectory() as folder:
            for file, content in files.items():
                content = json.loads(json.dumps(content))
                if "model" in content:
                    content["model"]["vocab"] = {line: index for index, line in enumerate(lines)}
                (Path(folder) / file).write_text(json.dumps(content), encoding="utf-8")
            if "tokenizer.json" in files:
                tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
            else:
                (Path(folder) / "vocab.txt").write_text("".join(line + "\n" for line in lines), encoding="utf-8")
                tokenizer = AutoTokenizer.from_pretrained(folder).backend_tokenizer
            tokenizer.no_truncation()
            tokenizer.no_padding()
            write_variant(name, files, tokenizer, texts)


if __name__ == "__main__":
    main()
