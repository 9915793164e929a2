"""Compares our tokens with those of Hugging Face's `tokenizers`, over data files and random strings and over many settings.

    python3 Tests/Reference/compare_tokenizer.py FOLDER --command 'PROGRAM {folder}' [--data FILE...] [--fuzz COUNT] [--seed N]

FOLDER holds a tokenizer.json, for WordPiece with its vocab.txt, for BPE with vocab.json and merges.txt. For each setting a variant of it is written to a temporary folder. PROGRAM gets
`{"text": ...}` lines and answers with one object a line that has "tokenIDs" and "tokenOffsets" in Unicode scalars, special tokens
included, as `sentiment classify --details --input jsonl --model {folder}` does, and perhaps "tokenWords". Texts of more than
--longest tokens are left out, so that a program that cuts texts can be compared too.
"""

import argparse
import base64
import csv
import gzip
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tokenizers import Tokenizer

ADDED = [
    dict(content="[PAD]", id=0, special=True), dict(content="[UNK]", id=100, special=True),
    dict(content="[CLS]", id=101, special=True), dict(content="[SEP]", id=102, special=True),
    dict(content="[MASK]", id=103, special=True, lstrip=True),
    dict(content="Straße", id=40000, normalized=True), dict(content="naïve Łód", id=40001, normalized=True),
    dict(content="<b>", id=40002, single_word=True, rstrip=True), dict(content="zz", id=40003, single_word=True),
    dict(content="ZZ top", id=40004, normalized=True, single_word=True, lstrip=True, rstrip=True),
    dict(content=" b", id=40005), dict(content="中国", id=40006, normalized=True), dict(content="<b>b", id=40007),
    dict(content="한", id=40008, normalized=True), dict(content="the", id=1996, normalized=True, single_word=True),
]


def json_variants(source):
    def variant(normalizer=None, added=None, **changes):
        result = json.loads(json.dumps(source))
        result.update(changes)
        if normalizer is not None:
            result["normalizer"].update(normalizer)
        if added:
            flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
            result["added_tokens"] = [{**flags, **token} for token in added]
        return {"tokenizer.json": result}

    yield "tokenizer.json as it is", variant()
    for lowercase in (True, False):
        for strip in (None, True, False):
            yield f"lowercase={lowercase} strip_accents={strip}", variant(dict(lowercase=lowercase, strip_accents=strip))
    yield "clean_text=False", variant(dict(clean_text=False))
    yield "clean_text=False lowercase=False", variant(dict(clean_text=False, lowercase=False))
    yield "handle_chinese_chars=False", variant(dict(handle_chinese_chars=False))
    yield "no normalizer", {"tokenizer.json": {**source, "normalizer": None}}
    yield "added tokens", variant(added=ADDED)
    yield "added tokens, cased", variant(dict(lowercase=False), added=ADDED)
    model = {**source["model"], "max_input_chars_per_word": 7}
    yield "words of at most 7", variant(model=model)


def unigram_variants(source, charsmap):
    """Settings of Unigram tokenizers; those with a character map only where one is given, in base64."""
    def variant(normalizer=None, pre_tokenizer=None, added=None, **model):
        result = json.loads(json.dumps(source))
        result["model"].update(model)
        if normalizer is not None:
            result["normalizer"] = dict(type="Sequence", normalizers=normalizer)
        if pre_tokenizer is not None:
            result["pre_tokenizer"] = dict(type="Sequence", pretokenizers=pre_tokenizer)
        if added:
            flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
            result["added_tokens"] += [{**flags, **token} for token in added]
        return {"tokenizer.json": result}

    def metaspace(**changes):
        return {"type": "Metaspace", "replacement": "▁", **changes}

    def step(type, **settings):
        return dict(type=type, **settings)

    spaces = step("Replace", pattern=dict(Regex=" {2,}"), content=" ")
    vocabulary = source["model"]["vocab"]
    count = len(vocabulary)
    mask = dict(content="<mask>", id=count - 1, lstrip=True, special=True)
    yield "unigram as it is", variant()
    if charsmap:
        precompiled = step("Precompiled", precompiled_charsmap=charsmap)
        yield "map, old style", variant([precompiled], [step("WhitespaceSplit"), metaspace(add_prefix_space=True)], [mask])
        yield "map, new style", variant([precompiled, spaces], [metaspace(prepend_scheme="always", split=True)], [mask])
        yield "map, not split", variant([precompiled], [metaspace(prepend_scheme="first", split=False)], [mask])
        yield "Nmt, NFKC, map", variant([step("Nmt"), step("NFKC"), precompiled], [metaspace(prepend_scheme="never")])
        yield "lower, map, strip", variant([step("Lowercase"), precompiled, step("Strip", strip_left=True, strip_right=True)])
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        yield form, variant([step(form)])
    yield "NFKD, accents off, lower", variant([step("NFKD"), step("StripAccents"), step("Lowercase")])
    yield "lower, NFD, accents off, NFC", variant([step("Lowercase"), step("NFD"), step("StripAccents"), step("NFC")])
    yield "Nmt, strip, NFC", variant([step("Nmt"), step("Strip", strip_left=True, strip_right=False), step("NFC")])
    yield "replacements", variant(
        [step("Replace", pattern=dict(String="``"), content='"'), step("Replace", pattern=dict(String=" b"), content="éé"),
         step("Replace", pattern=dict(Regex="\\s+"), content=" "), step("Prepend", prepend="▁a")],
        [metaspace(prepend_scheme="never", split=False)])
    yield "BERT inside", variant([step("NFKC"), step("BertNormalizer", clean_text=True, handle_chinese_chars=True,
                                                      strip_accents=None, lowercase=True), step("NFC")], [step("BertPreTokenizer")])
    yield "first, added tokens", variant(None, [metaspace(prepend_scheme="first")], [mask, *ADDED])
    yield "first, split before", variant(None, [step("WhitespaceSplit"), metaspace(prepend_scheme="first", replacement="_")])
    yield "Whitespace, Digits", variant(None, [step("Whitespace"), step("Digits", individual_digits=False)])
    yield "Punctuation, Digits", variant(None, [step("Punctuation"), step("Digits", individual_digits=True), metaspace()])
    yield "nothing before the model", {"tokenizer.json": {**source, "normalizer": None, "pre_tokenizer": None}}
    few = [entry for entry in vocabulary if len(entry[0]) < 3]
    most = [*vocabulary[:4], *few[:3000], ["a", -3.5], ["▁▁", -2], ["", -1], ["xx", 50], ["é", -7]]
    rows = [*most, *([f"<0x{byte:02X}>", -15.0] for byte in range(256))]
    unknown = [entry[0] for entry in rows].index("<unk>")
    yield "bytes", variant(vocab=rows, unk_id=unknown, byte_fallback=True)
    yield "not all bytes", variant(vocab=rows[:-100], unk_id=unknown, byte_fallback=True)
    yield "equal scores", variant(vocab=[[piece, -1.0] for piece, _ in rows], unk_id=unknown)
    yield "positive scores", variant(vocab=[[piece, 100.0 + len(piece) % 3] for piece, _ in rows], unk_id=unknown, fuse_unk=False)


def vocabulary_variants():
    named = {role + "_token": f"[{role.upper()}]" for role in ("unk", "sep", "pad", "cls", "mask")}
    base = dict(tokenizer_class="BertTokenizer", model_max_length=512, **named)
    yield "vocab.txt uncased", {"tokenizer_config.json": dict(base, do_lower_case=True)}
    yield "vocab.txt cased", {"tokenizer_config.json": dict(base, do_lower_case=False)}
    yield "vocab.txt bare config", {"tokenizer_config.json": dict(tokenizer_class="BertTokenizer")}
    for lowercase, strip in ((True, False), (False, True), (False, False), (True, None)):
        config = dict(base, do_lower_case=lowercase, strip_accents=strip, tokenize_chinese_chars=lowercase)
        yield f"vocab.txt lower={lowercase} strip={strip}", {"tokenizer_config.json": config}
    decoder = {str(t["id"]): {**dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False), **t}
               for t in ADDED}
    for token in decoder.values():
        del token["id"]
    yield "vocab.txt added_tokens_decoder", {"tokenizer_config.json": dict(base, added_tokens_decoder=decoder)}
    mapped = {**named, "mask_token": dict(content="[MASK]", lstrip=True, rstrip=False, normalized=True, single_word=False)}
    yield "vocab.txt special_tokens_map", {
        "tokenizer_config.json": dict(base, do_lower_case=True),
        "special_tokens_map.json": {**mapped, "additional_special_tokens": ["<e1>", "Łód"]},
        "added_tokens.json": {"<e1>": 30522, "Straße": 30524, "Łód": 30523}}


ROBERTA_ADDED = [
    dict(content="<s>", id=0, special=True), dict(content="<pad>", id=1, special=True), dict(content="</s>", id=2, special=True),
    dict(content="<unk>", id=3, special=True), dict(content="<mask>", id=50000, special=True, lstrip=True, rstrip=True),
    dict(content="the", id=60000, normalized=True, single_word=True), dict(content=" b", id=60001), dict(content="<b>", id=60002),
    dict(content="Ġ x ", id=60003, normalized=True), dict(content="中国", id=60004, rstrip=True), dict(content="\u3000zz", id=60005),
]


def byte_level_variants(source):
    pairs = [merge.split(" ") if isinstance(merge, str) else merge for merge in source["model"]["merges"]]

    def variant(prefix=False, trim=True, processor="RobertaProcessing", splits=True, added=None, **model):
        result = json.loads(json.dumps(source))
        result["model"].update(model)
        result["pre_tokenizer"] = dict(type="ByteLevel", add_prefix_space=prefix, trim_offsets=True, use_regex=splits)
        roberta = dict(type="RobertaProcessing", sep=["</s>", 2], cls=["<s>", 0], trim_offsets=trim, add_prefix_space=prefix)
        bytes_only = dict(type="ByteLevel", add_prefix_space=prefix, trim_offsets=trim, use_regex=True)
        around = dict(type="TemplateProcessing", pair=[], special_tokens={x: dict(id=x, ids=[i], tokens=[x]) for i, x in ((0, "<s>"), (2, "</s>"))},
                      single=[dict(SpecialToken=dict(id="<s>", type_id=0)), dict(Sequence=dict(id="A", type_id=0)),
                              dict(SpecialToken=dict(id="</s>", type_id=0))])
        result["post_processor"] = dict(type="Sequence", processors=[bytes_only, around]) if processor == "Sequence" else roberta
        if added:
            flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=False)
            result["added_tokens"] = [{**flags, **token} for token in added]
        return {"tokenizer.json": result}

    yield "tokenizer.json as it is", {"tokenizer.json": source}
    for prefix in (True, False):
        for trim in (True, False):
            yield f"prefix={prefix} trim={trim}", variant(prefix, trim)
            yield f"prefix={prefix} trim={trim} added tokens", variant(prefix, trim, added=ROBERTA_ADDED)
            yield f"prefix={prefix} trim={trim} sequence", variant(prefix, trim, "Sequence")
    yield "use_regex=False", variant(True, splits=False)
    yield "merges as pairs", variant(merges=pairs)
    yield "merges as strings", variant(merges=[" ".join(pair) for pair in pairs])
    yield "ignore_merges, half the merges", variant(ignore_merges=True, merges=pairs[::2])
    yield "half the merges", variant(merges=pairs[::2])
    for fuse in (True, False):
        few = {piece: id for piece, id in source["model"]["vocab"].items() if not any(x in piece for x in "ãäåæçèéêëìíÎðe")}
        kept = [pair for pair in pairs if all(piece in few for piece in (*pair, "".join(pair)))]
        yield f"unknown bytes, fuse_unk={fuse}", variant(vocab=few, merges=kept, unk_token="<unk>", fuse_unk=fuse)
        if fuse:
            yield "unknown bytes dropped", variant(vocab=few, merges=kept)
            backed = {**few, **{f"<0x{byte:02X}>": 70000 + byte for byte in range(256)}}
            yield "byte_fallback", variant(vocab=backed, merges=kept, unk_token="<unk>", byte_fallback=True)
            del backed["<0xC3>"]
            yield "byte_fallback, one byte missing", variant(vocab=backed, merges=kept, unk_token="<unk>", byte_fallback=True)


def merges_file_variants():
    named = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", sep_token="</s>", pad_token="<pad>", cls_token="<s>")
    base = dict(tokenizer_class="RobertaTokenizer", model_max_length=512)
    yield "merges.txt bare config", {"tokenizer_config.json": base}
    for prefix in (True, False):
        for trim in (True, False):
            config = dict(base, tokenizer_class="RobertaTokenizerFast", add_prefix_space=prefix, trim_offsets=trim)
            yield f"merges.txt prefix={prefix} trim={trim}", {"tokenizer_config.json": config}
    yield "merges.txt special_tokens_map", {
        "tokenizer_config.json": dict(base, add_prefix_space=True),
        "special_tokens_map.json": {**named, "mask_token": dict(content="<mask>", lstrip=True, rstrip=False, normalized=True, single_word=False)},
        "added_tokens.json": {"<e1>": 50001, "wow": 50002, "Łód": 50003}}
    yield "merges.txt added_tokens_decoder", {"tokenizer_config.json": dict(base, mask_token="<mask>", added_tokens_decoder={
        "50000": dict(content="<mask>", lstrip=True, rstrip=False, normalized=False, single_word=False, special=True),
        "50001": dict(content="中国", lstrip=True, rstrip=True, normalized=True, single_word=False, special=False)})}


def random_texts(count, seed, vocabulary):
    chance = random.Random(seed)
    if isinstance(vocabulary, list):  # of pieces and scores
        vocabulary = [piece.replace("▁", " ") for piece, _ in vocabulary]
    words = [word.removeprefix("##") for word in vocabulary if not word.startswith("[")]
    marks = [chr(x) for x in (*range(0x300, 0x370), 0x344, 0x340, 0x1B44, 0xA953, 0x302E, 0x302F, 0x1D165, 0x1D16D, 0x1D172,
                              0x94D, 0x9CD, 0x9BC, 0xF71, 0xF72, 0xF73, 0xF74, 0xF81, 0x5B0, 0x5BF, 0x64B, 0x651, 0xE38,
                              0x1E000, 0x1E944, 0x1E94A, 0x111C0, 0x11C3F, 0x8D4, 0x116B6, 0x1DFB, 0x20D0, 0xFE20)]
    special = ["[SEP]", "[MASK]", "[CLS]", "[PAD]", "[UNK]", "[sep]", "[MASK", "Straße", "STRASSE", "strasse", "naïve Łód",
               "NAI\u0308VE ŁO\u0301D", "<b>", "<b>b", " b", "zz", "ZZ", "zz top", "ZZ Top", "中国", "한", "\u1112\u1161\u11ab", "the",
               "<e1>", "Łód", "<s>", "</s>", "<mask>", " <mask> ", "<mask>\u3000", "<pad>", "'s", "'LL", "'re", "'ve'd", " 't", "Ġ", " x ",
               "\r\n", "##a", "☺️", "👩\u200d👩\u200d👧", "🇩🇪"]
    blocks = [(0x20, 0x7F), (0, 0x20), (0x80, 0x250), (0x370, 0x590), (0x590, 0x900), (0x900, 0xE00), (0xE00, 0x1200),
              (0x1100, 0x1200), (0x1200, 0x2000), (0x1E00, 0x2000), (0x2000, 0x2070), (0x2070, 0x2C00), (0x2C00, 0x3040),
              (0x3040, 0x3400), (0x4E00, 0x5000), (0xA000, 0xAC00), (0xAC00, 0xD7B0), (0xE000, 0xF900), (0xF900, 0xFB00),
              (0xFB00, 0x10000), (0x10000, 0x12000), (0x16000, 0x17000), (0x1D000, 0x1D800), (0x1E000, 0x1F000),
              (0x1F000, 0x1FB00), (0x20000, 0x2FA20), (0xE0000, 0xE0200), (0xF0000, 0x110000), (0, 0x3000), (0, 0x110000)]

    def scalar(block):
        while True:
            x = chance.randrange(*block)
            if not 0xD800 <= x < 0xE000:
                return chr(x)

    def part():
        kind = chance.random()
        if kind < 0.35:
            word = chance.choice(words)
            return chance.choice([word, word.upper(), word.title(), word + " ", " " + word + "s"])
        if kind < 0.5:
            return chance.choice(special)
        if kind < 0.6:
            return "".join(chance.choices(marks, k=chance.randrange(1, 6)))
        if kind < 0.66:
            return chance.choice(" \t\n\r\u00a0\u0085\u3000\u2028\u200b\u0000\ufffd\u00ad\u0130ßΣςſ\u1e9e\u212a\u0345")
        if kind < 0.68:
            return chance.choice(words) * chance.randrange(1, 60)
        block = chance.choice(blocks)
        return "".join(scalar(block) for _ in range(chance.randrange(1, 6)))

    for _ in range(count):
        yield "".join(part() for _ in range(chance.randrange(0, 12)))


def dense_texts(count, seed):
    """What decides where words begin and which white space is trimmed, close together."""
    chance = random.Random(seed)
    parts = [" ", " ", "  ", "'", "'", *"stlrevmdSTLé1½!.", "\n", "\t", "\u00a0", "\u0085", "\u3000", "\u2003", "\u200b", "\u0301", "中", "😀", "Ġ",
             "<s>", "</s>", "<mask>", "the", "<b>"]
    for _ in range(count):
        yield "".join(chance.choices(parts, k=chance.randrange(0, 24)))


def data_texts(files):
    csv.field_size_limit(1 << 30)
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
            if ".jsonl" in file:
                for line in lines:
                    yield json.loads(line)["text"]
            else:
                for row in csv.DictReader(lines):
                    yield row["text"]


def expected(tokenizer, texts):
    tokenizer.no_truncation()
    tokenizer.no_padding()
    for start in range(0, len(texts), 1000):
        for encoding in tokenizer.encode_batch(texts[start:start + 1000]):
            yield encoding.ids, encoding.offsets, encoding.word_ids


def compare(name, folder, tokenizer, texts, options):
    lines = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    command = options.command.format(folder=folder)
    result = subprocess.run(command, shell=True, input=lines, capture_output=True, encoding="utf-8")
    answers = result.stdout.splitlines()
    if len(answers) != len(texts):
        raise SystemExit(f"{name}: {len(answers)} answers for {len(texts)} texts: {result.stdout[:500]} {result.stderr[:500]}")
    different = tokens = compared = 0
    for text, answer, (ids, offsets, words) in zip(texts, answers, expected(tokenizer, texts)):
        if len(ids) > options.longest:
            continue
        answer = json.loads(answer)
        compared += 1
        tokens += len(ids)
        same = answer["tokenIDs"] == ids and [tuple(x) for x in answer["tokenOffsets"]] == offsets
        if not same or answer.get("tokenWords", words) != words:
            different += 1
            if different <= 3:
                print(f"  {text!r}\n  expected {ids} {offsets} {words}\n  got      {answer}")
    print(f"{name}: {compared} texts, {tokens} tokens, {different} different", flush=True)
    return different


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--command", required=True)
    parser.add_argument("--data", nargs="*", default=[])
    parser.add_argument("--fuzz", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=int, default=1 << 60)
    parser.add_argument("--charsmap", type=Path, help="a SentencePiece character map, for Unigram tokenizers")
    parser.add_argument("--only", default="", help="only settings whose name contains this")
    options = parser.parse_args()

    source = json.loads((options.folder / "tokenizer.json").read_text(encoding="utf-8"))
    texts = list(data_texts(options.data))
    texts += random_texts(options.fuzz, options.seed, source["model"]["vocab"])
    different = 0
    byte_level = source["model"].get("type") == "BPE"
    texts += dense_texts(options.fuzz if byte_level else 0, options.seed)
    if byte_level:
        variants = (*byte_level_variants(source), *merges_file_variants())
    elif source["model"].get("type") == "Unigram":
        variants = unigram_variants(source, options.charsmap and base64.b64encode(options.charsmap.read_bytes()).decode())
    else:
        variants = (*json_variants(source), *vocabulary_variants())
    for name, files in variants:
        if options.only not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for file, content in files.items():
                (Path(folder) / file).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            if "tokenizer.json" in files:
                tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
            else:
                from transformers import AutoTokenizer
                for file in ("vocab.json", "merges.txt") if byte_level else ("vocab.txt",):
                    (Path(folder) / file).write_bytes((options.folder / file).read_bytes())
                tokenizer = AutoTokenizer.from_pretrained(folder).backend_tokenizer
            different += compare(name, folder, tokenizer, texts, options)
    sys.exit(1 if different else 0)


if __name__ == "__main__":
    main()
