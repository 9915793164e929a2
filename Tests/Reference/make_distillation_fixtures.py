#!/usr/bin/env python3
"""Writes losses, gradient norms and learning rates of fifty updates that learn from teachers, by PyTorch and transformers.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers
    venv/bin/python Tests/Reference/make_distillation_fixtures.py

TrainingTests/Fixtures/distillation.json   for each combination of options the results of each step; without dropout, on the
                                           model in Fixtures/tiny, with the same order of texts, of which some have no label

The loss of an update of B texts, of which n have a label, is (1 − A) · n/B · CE + A · T²/B · Σ KL(p ‖ q): CE is
torch.nn.CrossEntropyLoss over the n texts with its class weights and smoothing, p the mean of the teachers'
softmax(logits / T), q the student's softmax(logits / T) (Hinton et al., "Distilling the Knowledge in a Neural Network", 2015).
"""
import json, pathlib
import torch
from transformers import BertForSequenceClassification

torch.set_num_threads(1)
folder = pathlib.Path(__file__).resolve().parent.parent / "TrainingTests/Fixtures"
STEPS, LABELLED, TEXTS = 50, 24, 40
DEFAULTS = dict(
    per_device_train_batch_size=8, gradient_accumulation_steps=1, learning_rate=1e-3, weight_decay=0.1, max_grad_norm=1.0,
    label_smoothing_factor=0.0, class_weights=None, teachers=1, temperature=2.0, share=0.5)
CASES = {
    "one teacher": {},
    "two teachers, accumulation": dict(
        teachers=2, temperature=3.0, share=0.7, gradient_accumulation_steps=3, per_device_train_batch_size=3),
    "weights, smoothing, accumulation": dict(
        class_weights=[0.4, 2.5], label_smoothing_factor=0.1, gradient_accumulation_steps=2, per_device_train_batch_size=4,
        temperature=1.0, share=0.25),
    "teachers alone": dict(share=1.0, teachers=2, temperature=4.0),
}


def texts():
    """The ids and the label of each text, the texts without labels last, and the logits of two teachers."""
    generator = torch.Generator().manual_seed(11)
    rows = []
    for index in range(TEXTS):
        length = int(torch.randint(2, 9, (1,), generator=generator))
        ids = [2] + torch.randint(5, 17, (length,), generator=generator).tolist() + [3]
        rows.append((ids, int(ids[1] < 11) if index < LABELLED else None))
    sides = torch.tensor([[3.0, -3.0] if ids[1] < 11 else [-3.0, 3.0] for ids, _ in rows])
    logits = [sides * -0.5 + 1.5 * torch.randn(TEXTS, 2, generator=generator) for _ in range(2)]
    return rows, [(teacher * 1000).round() / 1000 for teacher in logits]


def order():
    """The texts in an order that mixes both kinds, the same in every pass."""
    return torch.randperm(TEXTS, generator=torch.Generator().manual_seed(3)).tolist()


def run(options):
    o = DEFAULTS | options
    model = BertForSequenceClassification.from_pretrained(folder / "tiny", attn_implementation="eager").eval()
    named = list(model.named_parameters())
    exempt = lambda n: n.endswith("bias") or "LayerNorm" in n
    optimizer = torch.optim.AdamW(
        [dict(params=[p for n, p in named if not exempt(n)], weight_decay=o["weight_decay"]),
         dict(params=[p for n, p in named if exempt(n)], weight_decay=0.0)],
        lr=o["learning_rate"], betas=(0.9, 0.999), eps=1e-8)
    rows, teachers = texts()
    temperature, share = o["temperature"], o["share"]
    probabilities = torch.stack([(t / temperature).softmax(-1) for t in teachers[:o["teachers"]]]).mean(0)
    weights = torch.tensor(o["class_weights"] or [1.0, 1.0])
    size, parts, sequence = o["per_device_train_batch_size"], o["gradient_accumulation_steps"], order()
    per_epoch = -(-(-(-TEXTS // size)) // parts)
    result = dict(losses=[], norms=[])
    for step in range(STEPS):
        first = step % per_epoch * size * parts
        update = sequence[first:first + size * parts]
        total_weight = sum(weights[rows[i][1]].item() for i in update if rows[i][1] is not None)
        labelled_share = sum(rows[i][1] is not None for i in update) / len(update)
        total = 0.0
        for start in range(0, len(update), size):
            batch = update[start:start + size]
            width = max(len(rows[i][0]) for i in batch)
            ids = torch.tensor([rows[i][0] + [0] * (width - len(rows[i][0])) for i in batch])
            mask = torch.tensor([[1] * len(rows[i][0]) + [0] * (width - len(rows[i][0])) for i in batch])
            logits = model(ids, mask).logits
            loss = share * temperature**2 / len(update) * torch.nn.functional.kl_div(
                (logits / temperature).log_softmax(-1), probabilities[batch], reduction="sum")
            known = [place for place, i in enumerate(batch) if rows[i][1] is not None]
            if known:
                labels = torch.tensor([rows[batch[place]][1] for place in known])
                mean = torch.nn.CrossEntropyLoss(weight=weights, label_smoothing=o["label_smoothing_factor"])(
                    logits[known], labels)
                loss = loss + (1 - share) * labelled_share * mean * weights[labels].sum() / total_weight
            loss.backward()
            total += loss.item()
        norm = torch.nn.utils.clip_grad_norm_([p for _, p in named], o["max_grad_norm"]).item()
        result["losses"].append(total)
        result["norms"].append(norm)
        for group in optimizer.param_groups: group["lr"] = o["learning_rate"] * (STEPS - step) / STEPS
        optimizer.step()
        optimizer.zero_grad()
    return result


def main():
    cases = [dict(name=name, options=DEFAULTS | options, **run(options)) for name, options in CASES.items()]
    for case in cases: print(f"{case['name']:40} {case['losses'][0]:.4f} -> {case['losses'][-1]:.4f}")
    rows, teachers = texts()
    content = dict(
        texts=[dict(ids=ids, label=label) for ids, label in rows],
        teachers=[[[round(x, 3) for x in row] for row in teacher.tolist()] for teacher in teachers], order=order(), cases=cases)
    (folder / "distillation.json").write_text(json.dumps(content) + "\n")


main()
