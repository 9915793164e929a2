#!/usr/bin/env python3
"""Averages the weights of models that were fine-tuned from the same checkpoint.

    python3 -m pip install numpy safetensors
    python3 Tests/Recipe/average.py OUT MODEL MODEL... [--shares 0.3 0.7]

OUT gets the mean of every weight of the encoder and of the labels' head, and all other files of the first model, its further heads
among them. Equal shares join trainings (Wortsman et al., "Model
soups", ICML 2022); unequal ones keep what a model knew before a training (Wortsman et al., "Robust fine-tuning of zero-shot
models", CVPR 2022). Calibrate it again afterwards.
"""
import argparse, pathlib, shutil
from safetensors.numpy import load_file, save_file


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("models", type=pathlib.Path, nargs="+")
    arguments.add_argument("--shares", type=float, nargs="+")
    arguments = arguments.parse_args()
    shares = arguments.shares or [1] * len(arguments.models)
    if len(shares) != len(arguments.models):
        raise SystemExit(f"--shares has {len(shares)} numbers for {len(arguments.models)} models")
    mean = {}
    for model, share in zip(arguments.models, shares):
        for name, weight in load_file(model / "model.safetensors").items():
            part = weight * weight.dtype.type(share / sum(shares))
            mean[name] = mean[name] + part if name in mean else part
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_file(mean, arguments.out / "model.safetensors", {"format": "pt"})
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(arguments.models[0] / name, arguments.out / name)
    if (arguments.models[0] / "heads").exists():
        shutil.copytree(arguments.models[0] / "heads", arguments.out / "heads", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
