r"""Writes the byte-level fixtures of Tests/TokenizersTests/Fixtures: a small vocabulary with its merges, and Hugging Face's tokens
of hard texts.

    python3 Tests/Reference/make_byte_level_fixtures.py

Each `byte-level-<variant>.json` contains the files of a tokenizer, without the shared byte-level-vocabulary.json and
byte-level-merges.txt, and for each line of byte-level-texts.json its tokens as "id,start,end,word" with UTF-8 offsets, from
`tokenizers` (tokenizer.json) or `transformers` (vocab.json and merges.txt). split.json contains the results of `Split` for a few
texts.
"""

import json
import random
import tempfile
from pathlib import Path

from fixtures import FIXTURES, write_lines, write_variant
from make_tokenizer_fixtures import ENDINGS, TEXTS, WORDS
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers
from transformers import AutoTokenizer

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
TEXTS = TEXTS[::3] + [
    "I'm sure they'd say we've seen it's what you're after, don't they'll?", "I'M 'sup 're'll ''s 't't 'v 'l 'r ' '", "rock'n'roll 's 'S",
    "  two  spaces\n\n and\tmore \r\n", "\n", "a \n b\u00a0c\u0085d\u3000e \u2003 f\u200bg\u180eh", "trailing   ", "\u3000\u3000good", "good\u3000\u3000",
    "x1y22z333 ½ ² ⅷ ① 五 ٣ 𝟗", "Good movie,GOOD MOVIE!!! :-) <3 </3 ...", "naïve café Straße 中国电影很好看 한국 ひらがな", "👩‍👩‍👧 🇩🇪 ❤️ 👍🏽 \U000e0041",
    "e\u0301 \u0301a a\u0301\u0302 क्षि ที่", "<s>good</s> <mask> bad<mask>\u3000 <pad><unk>", "a <mask> b", " <mask>", "<mask> ", "<s> <s>  <s>\t",
    "Ġgood Ċ \u0120", "the there THE the", "wow Łód łód <e1>x", "\x00\x01\x7f\x80\x9f\u00ad\ufffd\ue000\U0010ffff", "\u0378 \u1c89 \U0001df25 \U00031350",
    "unbelievablygoodbutbadmovies" * 4, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", " " * 40, "é" * 30]


BYTE_LEVEL_WORDS = r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""


def random_texts(count):
    chance = random.Random(21)
    extra = ["<s>", "<mask>", " ", "  ", "\n", "\u3000", "'s", "'ve", "'", "é", "中", "😀", "\u0301", "½", "3", "!", "...", "Łód", "<b>", "\u0085", "Ġ"]
    for _ in range(count):
        yield "".join(chance.choice([chance.choice(WORDS), " " + chance.choice(WORDS) + chance.choice(ENDINGS), chance.choice(extra)])
                      for _ in range(chance.randrange(2, 12)))


def trained():
    """Vocabulary and merges, trained on words with every ending."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    trainer = trainers.BpeTrainer(special_tokens=SPECIAL, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), vocab_size=640,
                                  show_progress=False)
    tokenizer.train_from_iterator([word + ending for word in WORDS for ending in ["", "", *ENDINGS]] + TEXTS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = dict(sorted(model["vocab"].items(), key=lambda item: item[1]))
    vocabulary["<mask>"] = len(vocabulary)
    return vocabulary, model["merges"]


def marked():
    """Vocabulary and merges whose pieces mark the continuation and the end of words. Handmade, since trained ones vary by run."""
    forms = [form for x in sorted(pre_tokenizers.ByteLevel.alphabet()) for form in (x, "##" + x, x + "</w>", "##" + x + "</w>")]
    merges = []
    for word in ["Ġ" + word for word in WORDS[:50]] + WORDS[:20] + ["##" + ending for ending in ENDINGS if ending.isalpha()]:
        continues = word.startswith("##")
        left, rest = (word[:3], word[3:]) if continues else (word[0], word[1:])
        for index, x in enumerate(rest):
            right = "##" + x + ("</w>" if index == len(rest) - 1 else "")
            if [left, right] not in merges:
                merges.append([left, right])
            left += right[2:]
    pieces = dict.fromkeys(SPECIAL + forms + [left + right[2:] for left, right in merges] + ["<mask>"])
    return {piece: id for id, piece in enumerate(pieces)}, merges


ADDED = [dict(content="<s>"), dict(content="<pad>"), dict(content="</s>"), dict(content="<unk>"), dict(content="<mask>", lstrip=True)]
MORE = ADDED[:4] + [dict(content="<mask>", lstrip=True, rstrip=True), dict(content="the", normalized=True, single_word=True),
                    dict(content=" b"), dict(content="Ġg", normalized=True), dict(content="\u3000b"), dict(content="中国", rstrip=True)]


def tokenizer_file(prefix=False, trim=True, added=ADDED, sequence=False, splits=True, **model):
    flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
    ends = (("<s>", 0), ("</s>", 2))
    trimming = dict(type="ByteLevel", add_prefix_space=prefix, trim_offsets=trim, use_regex=True)
    around = dict(type="TemplateProcessing", pair=[], special_tokens={x: dict(id=x, ids=[i], tokens=[x]) for x, i in ends},
                  single=[dict(SpecialToken=dict(id="<s>", type_id=0)), dict(Sequence=dict(id="A", type_id=0)),
                          dict(SpecialToken=dict(id="</s>", type_id=0))])
    roberta = dict(type="RobertaProcessing", sep=["</s>", 2], cls=["<s>", 0], trim_offsets=trim, add_prefix_space=prefix)
    return {"tokenizer.json": {
        "version": "1.0", "truncation": None, "padding": None, "normalizer": None,
        "added_tokens": [dict(id=900 + index, **{**flags, **token}) for index, token in enumerate(added)],
        "pre_tokenizer": dict(type="ByteLevel", add_prefix_space=prefix, trim_offsets=True, use_regex=splits),
        "post_processor": dict(type="Sequence", processors=[trimming, around]) if sequence else roberta,
        "decoder": dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True),
        "model": dict(type="BPE", **{**dict(dropout=None, unk_token=None, continuing_subword_prefix=None, end_of_word_suffix=None,
                                            fuse_unk=False, byte_fallback=False, ignore_merges=False), **model})}}


def variants(vocabulary, merges):
    few = {piece: id for piece, id in vocabulary.items() if not any(x in piece for x in "äåæçèéêëìíÎðez")}
    kept = [pair for pair in merges if all(piece in few for piece in (*pair, "".join(pair)))]
    backed = {**few, **{f"<0x{byte:02X}>": 1000 + byte for byte in range(256) if byte != 0xC3}}
    marks, marks_merges = marked()
    config = dict(tokenizer_class="RobertaTokenizer")
    return {
        "plain": tokenizer_file(),
        "prefixed": tokenizer_file(prefix=True, added=MORE),
        "untrimmed": tokenizer_file(prefix=True, trim=False, added=MORE),
        "sequence": tokenizer_file(prefix=True, sequence=True, added=MORE),
        "unsplit": tokenizer_file(splits=False, ignore_merges=True, merges=merges[::2]),
        "unknown": tokenizer_file(vocab=few, merges=[" ".join(pair) for pair in kept], unk_token="<unk>", fuse_unk=True),
        "dropped": tokenizer_file(vocab=few, merges=kept),
        "bytes": tokenizer_file(vocab=backed, merges=kept, unk_token="<unk>", byte_fallback=True),
        "marked": tokenizer_file(vocab=marks, merges=marks_merges, unk_token="<unk>", continuing_subword_prefix="##", end_of_word_suffix="</w>"),
        "files": {"tokenizer_config.json": config},
        "files-prefixed": {
            "tokenizer_config.json": dict(tokenizer_class="RobertaTokenizerFast", add_prefix_space=True, cls_token="<CLS>"),
            "special_tokens_map.json": dict(mask_token=dict(content="<mask>", lstrip=True, rstrip=False, normalized=True, single_word=False)),
            "added_tokens.json": {"<e1>": 5000, "wow": 5002, "Łód": 5001}},
    }


SPLIT_TEXTS = ["", "ab", "a,b,,c", ",a", "a,", ",,", ", ,", "don't  go, 12", "中,é,"]


def split_rows():
    """Rows of pattern, behaviour, inversion, text and words."""
    for pattern in (",", ",,", BYTE_LEVEL_WORDS):
        for behavior in ("removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"):
            for invert in (False, True):
                splitter = pre_tokenizers.Split(Regex(pattern) if pattern == BYTE_LEVEL_WORDS else pattern, behavior, invert)
                for text in SPLIT_TEXTS:
                    words = [word for word, _ in splitter.pre_tokenize_str(text)] if text else []
                    yield [pattern, behavior.title().replace("_", ""), invert, text, words]


def main():
    vocabulary, merges = trained()
    texts = TEXTS + list(random_texts(20))
    (FIXTURES / "byte-level-vocabulary.json").write_text(json.dumps(vocabulary, ensure_ascii=False) + "\n", encoding="utf-8")
    (FIXTURES / "byte-level-merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges), encoding="utf-8")
    write_lines("byte-level-texts.json", texts)
    write_lines("split.json", split_rows())
    for name, files in variants(vocabulary, merges).items():
        with tempfile.TemporaryDirectory() as folder:
            for file, content in files.items():
                content = json.loads(json.dumps(content))
                if "model" in content:
                    content["model"] = {"vocab": vocabulary, "merges": merges, **content["model"]}
                (Path(folder) / file).write_text(json.dumps(content), encoding="utf-8")
            if "tokenizer.json" in files:
                tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
            else:
                for file in ("vocabulary.json", "merges.txt"):
                    (Path(folder) / file.replace("vocabulary", "vocab")).write_bytes((FIXTURES / f"byte-level-{file}").read_bytes())
                tokenizer = AutoTokenizer.from_pretrained(folder).backend_tokenizer
            write_variant(f"byte-level-{name}", files, tokenizer, texts)


if __name__ == "__main__":
    main()
