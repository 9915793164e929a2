#!/usr/bin/env python3
"""Writes Tests/TokenizersTests/Fixtures/tokenizer-config.json: the tokens of transformers for a tokenizer.json and settings that contradict it.

    python3 -m venv venv && venv/bin/pip install transformers tokenizers
    venv/bin/python Tests/Reference/make_tokenizer_config_fixtures.py [OUT]
"""
import json, pathlib, sys, tempfile
from tokenizers import Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece
from transformers import AutoTokenizer

out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent / "TokenizersTests/Fixtures"

TEXT = "Né È 中国"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ne", "né", "Ne", "Né", "e", "è", "E", "È", "中", "国", "中国"]
NORMALIZERS = {
    "lower": normalizers.BertNormalizer(lowercase=True), "cased": normalizers.BertNormalizer(lowercase=False),
    "lower, accents kept": normalizers.BertNormalizer(lowercase=True, strip_accents=False),
    "no ideographs": normalizers.BertNormalizer(handle_chinese_chars=False, lowercase=True), "nfc": normalizers.NFC(),
}
SETTINGS = [{}, {"do_lower_case": False}, {"do_lower_case": True}, {"strip_accents": False}, {"strip_accents": True},
            {"tokenize_chinese_chars": False}, {"do_lower_case": False, "strip_accents": True}]
CLASSES = [None, "BertTokenizer", "BertTokenizerFast", "DistilBertTokenizerFast", "PreTrainedTokenizerFast", "TokenizersBackend"]


def row(name, settings, kind, has_config=True):
    tokenizer = Tokenizer(WordPiece({piece: index for index, piece in enumerate(VOCABULARY)}, unk_token="[UNK]"))
    tokenizer.normalizer = NORMALIZERS[name]
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    files = {"tokenizer.json": tokenizer.to_str(), "config.json": json.dumps({"model_type": "distilbert" if name == "cased" else "bert"})}
    if has_config:
        files["tokenizer_config.json"] = json.dumps({**settings, **({"tokenizer_class": kind} if kind else {})})
    with tempfile.TemporaryDirectory() as folder:
        for file, content in files.items():
            pathlib.Path(folder, file).write_text(content, encoding="utf-8")
        loaded = AutoTokenizer.from_pretrained(folder)
        ids = loaded(TEXT, add_special_tokens=False).input_ids
        differs = ids != tokenizer.encode(TEXT, add_special_tokens=False).ids
    return {"name": f"{name}, {settings}, {kind}, {has_config}", "files": files, "ids": ids, "differs": differs}


rows = [row(name, settings, kind) for name in NORMALIZERS for settings in SETTINGS for kind in CLASSES]
rows += [row(name, {}, None, has_config=False) for name in NORMALIZERS]
# The files repeat; each is stored once.
files = sorted({content for entry in rows for content in entry["files"].values()})
for entry in rows:
    entry["files"] = {name: files.index(content) for name, content in entry["files"].items()}
content = {"text": TEXT, "files": files, "rows": rows}
(out / "tokenizer-config.json").write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
