#!/usr/bin/env python3
"""Shrinks the vocabulary of a base model: keeps the pieces that occur in the training texts and removes all others.

    python3 -m pip install numpy safetensors tokenizers
    python3 Tests/Recipe/base.py MODEL OUT TEXTS.csv...

MODEL is a transformers folder with a Unigram `tokenizer.json`, such as multilingual-e5-small. OUT gets the same model with the
special tokens, the pieces that occur at least twice, and all single ASCII and Chinese characters, so that any text in these
scripts can still be tokenized. Token ids are renumbered.
"""
import collections, json, pathlib, shutil, sys
import numpy
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer


def is_letter(piece):
    """Whether a piece is a single character that is always kept: ASCII, CJK with its punctuation, full-width forms."""
    return len(piece) == 1 and (ord(piece) < 128 or 0x3000 <= ord(piece) <= 0x9FFF or ord(piece) > 0xFF00)


def main():
    model, out, *texts = map(pathlib.Path, sys.argv[1:])
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    counts = collections.Counter()
    for path in texts:
        for encoding in tokenizer.encode_batch(path.read_text("utf-8").splitlines(), add_special_tokens=False):
            counts.update(encoding.ids)

    file = json.loads((model / "tokenizer.json").read_text("utf-8"))
    vocabulary = file["model"]["vocab"]
    special = sorted(token["id"] for token in file["added_tokens"])
    kept = special + [id for id, (piece, _) in enumerate(vocabulary)
                      if id not in special and (counts[id] >= 2 or is_letter(piece))]
    new = {old: id for id, old in enumerate(kept)}
    file["model"]["vocab"] = [vocabulary[id] for id in kept]
    file["model"]["unk_id"] = new[file["model"]["unk_id"]]
    for token in file["added_tokens"]:
        token["id"] = new[token["id"]]
    for token in ((file["post_processor"] or {}).get("special_tokens") or {}).values():
        token["ids"] = [new[id] for id in token["ids"]]

    tensors = load_file(model / "model.safetensors")
    name = next(name for name in tensors if name.endswith("word_embeddings.weight"))
    tensors[name] = numpy.ascontiguousarray(tensors[name][kept])
    config = json.loads((model / "config.json").read_text("utf-8"))
    config.update(vocab_size=len(kept), pad_token_id=new[config["pad_token_id"]])

    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "model.safetensors", {"format": "pt"})
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    (out / "tokenizer.json").write_text(json.dumps(file, ensure_ascii=False), "utf-8")
    if (model / "tokenizer_config.json").exists():
        shutil.copy(model / "tokenizer_config.json", out)
    print(f"{out}: {len(kept)} of {len(vocabulary)} pieces")


if __name__ == "__main__":
    main()
