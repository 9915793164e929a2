#!/usr/bin/env python3
"""Compares the logits of onnxruntime for `sentiment export --format onnx` with our logits, and the answers of further heads.

    pip install onnx onnxruntime
    check_onnx.py [FOLDER …]

Without folders it checks the tiny models of every family under Tests/SentimentAnalysisTests/Fixtures. It runs the programs in
.build/release. All texts are run in one padded batch, and one by one.
"""
import json, pathlib, subprocess, sys, tempfile
import numpy as np
import onnx
import onnxruntime

TOLERANCE = 1e-3
package = pathlib.Path(__file__).resolve().parent.parent.parent
program = package / ".build/release/sentiment"
texts = ["A wonderful film, I loved every minute of it.", "Dull.", "这家店的服务很好，but the room was dirty :(", "not good " * 40]
fixtures = package / "Tests/SentimentAnalysisTests/Fixtures"
folders = sys.argv[1:] or sorted(str(path.parent) for path in fixtures.glob("*/config.json"))
failed = False
for folder in folders:
    with tempfile.TemporaryDirectory() as output:
        subprocess.run([program, "export", "--model", folder, "--format", "onnx", output], check=True)
        lines = subprocess.run(
            [program, "classify", "--details", "--compute", "float32", "--model", folder, *texts], check=True, capture_output=True,
            text=True).stdout.splitlines()
        model = onnx.load(output + "/model.onnx")
        onnx.checker.check_model(model, full_check=True)
        assert [entry.version for entry in model.opset_import] == [17]
        session = onnxruntime.InferenceSession(output + "/model.onnx")
    answers = [json.loads(line) for line in lines]
    rows = [answer["tokenIDs"] for answer in answers]
    padding = json.loads((pathlib.Path(folder) / "config.json").read_text()).get("pad_token_id") or 0
    width = max(map(len, rows))
    ids = np.array([row + [padding] * (width - len(row)) for row in rows])
    mask = np.array([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    together = session.run(["logits"], {"input_ids": ids, "attention_mask": mask})[0]
    alone = np.concatenate([
        session.run(["logits"], {"input_ids": np.array([row]), "attention_mask": np.ones((1, len(row)), np.int64)})[0]
        for row in rows])
    ours = np.array([answer["logits"] for answer in answers])
    difference = max(np.abs(together - ours).max(), np.abs(alone - ours).max())
    heads = pathlib.Path(folder) / "heads"
    for head in sorted(heads.iterdir()) if heads.is_dir() else []:
        config = json.loads((head / "config.json").read_text())
        output = session.run([head.name], {"input_ids": ids, "attention_mask": mask})[0]
        values = output.astype(float)
        if config["kind"] == "spans":
            assert values.shape == (*ids.shape, len(config["labels"]))
            continue  # spans are decoded; the test of BERT compares their logits with PyTorch's
        if config["kind"] == "exclusive":
            values = np.exp(values - values.max(1, keepdims=True))
            values /= values.sum(1, keepdims=True)
        if config["kind"] == "independent":
            thresholds = np.array(config.get("thresholds") or [0.5] * values.shape[1])
            values = 1 / (1 + np.exp(-(values - np.log(thresholds / (1 - thresholds)))))
        given = [answer["heads"][head.name] for answer in answers]
        ours = np.array([[a] if isinstance(a, float) else [a[label] for label in config["labels"]] for a in given])
        difference = max(difference, np.abs(values - ours).max())
    failed |= not difference <= TOLERANCE
    print(f"{folder}: {len(rows)} texts, logits at most {difference:.2e} apart")
sys.exit(failed)
