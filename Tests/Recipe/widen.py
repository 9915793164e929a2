#!/usr/bin/env python3
"""Gives a model with the labels negative and positive a third one, neutral, halfway between them.

    python3 -m pip install numpy safetensors
    python3 Tests/Recipe/widen.py MODEL OUT

MODEL is a folder in float32, such as `sentiment export --model default --precision float32` writes. The other labels keep their
weights, so that a training goes on from what the model knows.
"""
import json, pathlib, shutil, sys
import numpy
from safetensors.numpy import load_file, save_file


def main():
    model, out = map(pathlib.Path, sys.argv[1:3])
    config = json.loads((model / "config.json").read_text("utf-8"))
    if list(config["id2label"].values()) != ["negative", "positive"]:
        raise SystemExit(f"{model}: its labels must be negative and positive")
    tensors = load_file(model / "model.safetensors")
    for name in ("classifier.weight", "classifier.bias"):
        negative, positive = tensors[name]
        tensors[name] = numpy.stack([negative, (negative + positive) / 2, positive])
    config["id2label"] = {"0": "negative", "1": "neutral", "2": "positive"}
    config["label2id"] = {label: int(index) for index, label in config["id2label"].items()}
    for key in ("temperature", "uncertain_below"):  # those of two labels
        config["sentiment"].pop(key, None)
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "model.safetensors", {"format": "pt"})
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(model / name, out / name)


if __name__ == "__main__":
    main()
