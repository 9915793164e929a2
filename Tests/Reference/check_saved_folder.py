#!/usr/bin/env python3
"""Loads a folder that `SequenceClassifier.save` wrote into transformers and compares class, problem and logits.

    check_saved_folder.py FOLDER LOGITS.json

LOGITS.json contains {"ids": [[101, …, 102], …], "logits": [[…], …]}, the output of `SequenceClassifier.forward` for each text.
Without it, the texts and logits are those of the tiny fixture of the same family, so FOLDER must contain that model.
"""
import json, pathlib, sys
import torch
from transformers import AutoModelForSequenceClassification

TOLERANCE = 1e-4

folder = sys.argv[1]
config = json.loads((pathlib.Path(folder) / "config.json").read_text())
if len(sys.argv) > 2:
    expected = json.loads(pathlib.Path(sys.argv[2]).read_text())
    texts = expected["ids"]
else:
    fixtures = pathlib.Path(__file__).resolve().parent.parent / "BERTTests/Fixtures"
    expected = json.loads((fixtures / config["model_type"] / "expected.json").read_text())
    texts = expected["texts"]

model, report = AutoModelForSequenceClassification.from_pretrained(
    folder, dtype=torch.float32, output_loading_info=True)
model.eval()
assert not any(report.values()), report
assert config["architectures"] == [type(model).__name__], config["architectures"]
assert len(model.config.id2label) == len(config["id2label"]), model.config.id2label
with torch.no_grad():
    # Pass a mask of ones: padding tokens within a text count as normal tokens.
    logits = torch.cat([model(torch.tensor([ids]), torch.ones(1, len(ids))).logits for ids in texts])
difference = (logits - torch.tensor(expected["logits"])).abs().max().item()
print(
    f"{type(model).__name__}, {model.config.problem_type}, {len(texts)} texts, "
    f"labels {list(model.config.id2label.values())}, logits at most {difference:.2e} apart")
sys.exit(0 if difference <= TOLERANCE else 1)
