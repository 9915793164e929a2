#!/usr/bin/env python3
"""Loads a folder that `SequenceClassifier.save` wrote into transformers and compares the logits.

    check_saved_folder.py FOLDER LOGITS.json

LOGITS.json holds {"ids": [[101, …, 102], …], "logits": [[…], …]}: what `SequenceClassifier.forward` says of each text.
Without it, the tiny fixture's texts and the logits that PyTorch gave for them are taken, so FOLDER must be that model.
"""
import json, pathlib, sys
import torch
from transformers import AutoModelForSequenceClassification

TOLERANCE = 1e-4

folder = sys.argv[1]
if len(sys.argv) > 2:
    expected = json.loads(pathlib.Path(sys.argv[2]).read_text())
    texts = expected["ids"]
else:
    fixtures = pathlib.Path(__file__).resolve().parent.parent / "BERTTests/Fixtures"
    expected = json.loads((fixtures / "expected.json").read_text())
    texts = expected["texts"]

model, report = AutoModelForSequenceClassification.from_pretrained(
    folder, dtype=torch.float32, output_loading_info=True)
model.eval()
assert not report["missing_keys"] and not report["unexpected_keys"], report
with torch.no_grad():
    logits = torch.cat([model(torch.tensor([ids])).logits for ids in texts])
difference = (logits - torch.tensor(expected["logits"])).abs().max().item()
print(f"{len(texts)} texts, labels {list(model.config.id2label.values())}, logits at most {difference:.2e} apart")
sys.exit(0 if difference <= TOLERANCE else 1)
