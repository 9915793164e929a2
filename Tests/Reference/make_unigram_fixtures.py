r"""Writes the unigram-*.json of Tests/TokenizersTests/Fixtures: a small Unigram vocabulary, and Hugging Face's tokens of texts.

    python3 Tests/Reference/make_unigram_fixtures.py

The format is that of make_tokenizer_fixtures.py; tests insert the vocabulary, a list of pieces and scores.
"""

import json
import random

from tokenizers import Tokenizer

from charsmap import charsmap
from fixtures import FIXTURES, write_lines, write_variant
from make_tokenizer_fixtures import ENDINGS, TEXTS, WORDS

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
CHARACTERS = dict.fromkeys("▁" + "abcdefghijklmnopqrstuvwxyz0123456789.,!?'\"-ÀÉéßñø的一是不了好看电影很差书店服务한국가\u1112\u1161\u11abあアガかяйё😀👍\u0301\u0308\u094d")
EXTRA = ["▁▁", "▁the▁a", "好看", "很好", "电影", "▁电影", "한국", "ing", "er", "est", "fi", "...", "10", "<mask>", "é", "ﬁ", "a\u0301"]
# Cleaning, compatibility and composition, as in the map of XLM-R, and keys for every rule about grapheme clusters.
MAP = charsmap({
    "\x01": "", "\x1e": "", "\u00ad": "", "\u200b": " ", "\ufeff": "", "\t": " ", "\n": " ", "\r": " ", "\u00a0": " ", "\u3000": " ",
    "ﬁ": "fi", "™": "TM", "½": "1⁄2", "…": "...", "１": "1", "Ａ": "A", "！": "!", "e\u0301": "é", "E\u0301": "É", "か\u3099": "が", "ｶ": "カ",
    "\ufdfa": "صلى الله عليه وسلم", "क": "k", "\u0600": "n", "ᅡ": "a", "ab": "never", "b": "B", "\u0378": "?"})
HARD = [
    "™\u0301 ﬁ\u0301 ﬁ\u0301\u0302 \x01\x01abc", "\x01", "\x01\x1e", "™\x1eg \x1e™\x01", "a\r\nb\n\rc", "☺\u200d™\u0301 ©\u200dﬁ\u0302 a\u200d™\u0301",
    "क\u094dक\u0301 क\u0301 aक\u094d\u200dक\u0301 क\u093c\u094dक\u0302", "\u0600क\u0301 \u0600e\u0301 \u0600\n", "\u1100ᅡ\u0301 ᅡ\u0301 각ᅡ\u0301 가ᅡ\u0301 \u11a8ᅡ\u0301",
    "e\u0301e\u0301\u0302 e\u0302\u0301 か\u3099", "\ufdfa\ufdfa", "½ … １Ａ！", "\u0378\u0301", "b\u0301b", "\u200b\u0301\u200b", "▁▁ ▁a a▁b", "  a  b  ", "<s>a</s> <pad><unk>b",
    "a  <mask>  b<mask>", "``a'' ``", "zzzz 漢字 xx漢字xx", "thethethe", "\u3000 \u00a0", "\u0301a", "q" * 40, "好看" * 20, "\U0010ffff\ue000", "١٢٣ ४५ Ⅷ ½²",
]


def vocabulary():
    chance = random.Random(3)
    pieces = [*(f"▁{word}" for word in WORDS), *ENDINGS, *CHARACTERS, *EXTRA]
    rows = [[piece, 0.0] for piece in SPECIAL]
    for piece in dict.fromkeys(pieces):
        rows.append([piece, -round(chance.uniform(3, 9) + 2 * (len(piece) < 2), 2)])
    return rows


def step(type, **settings):
    return dict(type=type, **settings)


def metaspace(**changes):
    return {"type": "Metaspace", "replacement": "▁", **changes}


def tokenizer_file(normalizer=None, pre_tokenizer=None, **model):
    def special(token, index, **changes):
        flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
        return dict(id=index, content=token, **{**flags, **changes})

    template = [dict(SpecialToken=dict(id="<s>", type_id=0)), dict(Sequence=dict(id="A", type_id=0)), dict(SpecialToken=dict(id="</s>", type_id=0))]
    return {"tokenizer.json": {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [*(special(token, index) for index, token in enumerate(SPECIAL)), special("<mask>", 5000, lstrip=True)],
        "normalizer": normalizer, "pre_tokenizer": pre_tokenizer or metaspace(prepend_scheme="always", split=True),
        "post_processor": dict(type="TemplateProcessing", single=template, pair=[],
                               special_tokens={x: dict(id=x, ids=[i], tokens=[x]) for i, x in ((0, "<s>"), (2, "</s>"))}),
        "decoder": None, "model": dict(type="Unigram", unk_id=3, byte_fallback=False, **model)}}


def sequence(*steps):
    return step("Sequence", normalizers=list(steps))


def pre_sequence(*steps):
    return step("Sequence", pretokenizers=list(steps))


SPACES = step("Replace", pattern=dict(Regex=" {2,}"), content=" ")
PRECOMPILED = step("Precompiled", precompiled_charsmap=MAP)
VARIANTS = {
    "plain": tokenizer_file(),
    "map": tokenizer_file(PRECOMPILED, pre_sequence(step("WhitespaceSplit"), metaspace(add_prefix_space=True, str_rep="▁"))),
    "map-spaces": tokenizer_file(sequence(PRECOMPILED, SPACES)),
    "nfkc": tokenizer_file(sequence(step("NFKC"), SPACES)),
    "nfkd-unaccented": tokenizer_file(sequence(step("NFKD"), step("StripAccents"), step("Lowercase")), metaspace(prepend_scheme="first")),
    "nfc-nmt": tokenizer_file(sequence(step("Nmt"), sequence(step("NFC")), step("Strip", strip_left=True, strip_right=True)), metaspace(prepend_scheme="never")),
    "nfd": tokenizer_file(sequence(step("NFD"), step("Strip", strip_left=False, strip_right=True)), metaspace(prepend_scheme="first", split=False)),
    "replacements": tokenizer_file(sequence(step("Replace", pattern=dict(String="``"), content='"'), step("Prepend", prepend="▁a"),
                                            step("Replace", pattern=dict(Regex="\\s+"), content="▁")), metaspace(prepend_scheme="never")),
    "whitespace": tokenizer_file(None, pre_sequence(step("Whitespace"), step("Digits", individual_digits=True))),
    "punctuation": tokenizer_file(step("Lowercase"), pre_sequence(metaspace(prepend_scheme="first"), step("Punctuation"), step("Digits", individual_digits=False))),
    "bert-inside": tokenizer_file(sequence(step("NFKC"), step("BertNormalizer", clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)),
                                  pre_sequence(step("BertPreTokenizer"), metaspace())),
}


def main():
    rows, chance = vocabulary(), random.Random(4)
    pieces = [piece.replace("▁", " ") for piece, _ in rows] + [*"\x01\r\n\u200d\u0301\u0316\u1b44\u00a0™ﬁ½", "\u0600", "क\u094d", "\u1100", "각", "<mask>"]
    texts = TEXTS + HARD + ["".join(chance.choices(pieces, k=chance.randrange(2, 14))) for _ in range(60)]
    (FIXTURES / "unigram-vocabulary.json").write_text(json.dumps(rows, ensure_ascii=False) + "\n", encoding="utf-8")
    write_lines("unigram-texts.json", texts)
    for name, files in VARIANTS.items():
        content = json.loads(json.dumps(files["tokenizer.json"]))
        content["model"]["vocab"] = rows
        write_variant(f"unigram-{name}", files, Tokenizer.from_str(json.dumps(content)), texts)


if __name__ == "__main__":
    main()
