#!/usr/bin/env python3
"""Averages the weights of models that were fine-tuned from the same checkpoint (Wortsman et al., "Model soups", ICML 2022).

    python3 -m pip install numpy safetensors
    python3 Tests/Recipe/average.py OUT MODEL MODEL...

OUT gets the mean of every weight and all other files of the first model. Calibrate it again afterwards.
"""
import pathlib, shutil, sys
from safetensors.numpy import load_file, save_file


def main():
    out, *models = map(pathlib.Path, sys.argv[1:])
    mean = load_file(models[0] / "model.safetensors")
    for model in models[1:]:
        for name, weight in load_file(model / "model.safetensors").items():
            mean[name] += weight
    for weight in mean.values():
        weight /= len(models)
    out.mkdir(parents=True, exist_ok=True)
    save_file(mean, out / "model.safetensors", {"format": "pt"})
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copy(models[0] / name, out / name)


if __name__ == "__main__":
    main()
