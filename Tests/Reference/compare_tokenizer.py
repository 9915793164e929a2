"""Compares our tokens with those of Hugging Face's `tokenizers`, over data files and random strings and over many settings.

    python3 Tests/Reference/compare_tokenizer.py FOLDER --command 'PROGRAM {folder}' [--data FILE...] [--fuzz COUNT] [--seed N]

FOLDER contains a tokenizer.json, for WordPiece with its vocab.txt, for BPE with vocab.json and merges.txt. Each setting is
written as a variant to a temporary folder. PROGRAM reads `{"text": ...}` lines and writes one object a line with "tokenIDs" and
"tokenOffsets" in Unicode scalars, special tokens included, as `sentiment classify --details --input jsonl --model {folder}`
does, and optionally "tokenWords". Texts of more than --longest tokens are skipped, so that a program that truncates texts can
be compared, too.
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

from tokenizer_variants import (
    byte_level_variants, json_variants, merges_file_variants, unigram_variants, vocabulary_variants)

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
    """Texts dense with the characters that decide where words begin and which white space is trimmed."""
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
