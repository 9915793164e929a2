#!/usr/bin/env python3
"""Writes losses, gradient norms and learning rates of fifty updates by PyTorch and transformers, for the tests of Training.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers
    venv/bin/python Tests/Reference/make_training_fixtures.py

TrainingTests/Fixtures/options.json   for each combination of options, by TrainingArguments' names, the results of each step;
                                      without dropout, on the model in Fixtures/tiny, with the same order of texts

An update sums the losses of all texts of its micro-batches and divides the sum once, by the number of texts or, with class
weights, by the sum of their weights. transformers does so since 4.46 (num_items_in_batch), and so does its LabelSmoother.
(In 5.23, the loss of its classifiers ignores that argument and is summed without a division.)
"""
import json, pathlib
import torch
from transformers import BertForSequenceClassification, get_scheduler
from transformers.trainer_pt_utils import LabelSmoother

folder = pathlib.Path(__file__).resolve().parent.parent / "TrainingTests/Fixtures"
STEPS, TEXTS = 50, 40
DEFAULTS = dict(
    per_device_train_batch_size=4, gradient_accumulation_steps=1, learning_rate=1e-3, lr_scheduler_type="linear", warmup_steps=0,
    weight_decay=0.0, adam_beta1=0.9, adam_beta2=0.999, adam_epsilon=1e-8, max_grad_norm=1.0, label_smoothing_factor=0.0,
    class_weights=None, freeze_layers=None)
CASES = {
    "plain": {},
    "accumulation": dict(gradient_accumulation_steps=3, per_device_train_batch_size=3),
    "clipping": dict(max_grad_norm=0.05), "no clipping": dict(max_grad_norm=0.0),
    "weights": dict(class_weights=[0.4, 2.5]),
    "smoothing": dict(label_smoothing_factor=0.2),
    "weights, smoothing, accumulation": dict(
        class_weights=[0.4, 2.5], label_smoothing_factor=0.1, gradient_accumulation_steps=2, per_device_train_batch_size=3),
    "smoothing, accumulation": dict(label_smoothing_factor=0.1, gradient_accumulation_steps=3),
    "linear, warm-up, decay": dict(warmup_steps=7, weight_decay=0.1),
    "cosine": dict(lr_scheduler_type="cosine", warmup_steps=5),
    "constant": dict(lr_scheduler_type="constant", warmup_steps=5),
    "constant with warm-up": dict(lr_scheduler_type="constant_with_warmup", warmup_steps=9),
    "adam": dict(adam_beta1=0.8, adam_beta2=0.95, adam_epsilon=1e-4),
    "frozen": dict(freeze_layers=1, weight_decay=0.1),
}


def texts():
    generator = torch.Generator().manual_seed(7)
    rows = []
    for index in range(TEXTS):
        length = int(torch.randint(2, 9, (1,), generator=generator))
        ids = [2] + torch.randint(5, 17, (length,), generator=generator).tolist() + [3]
        # The first word determines most labels; the others are random.
        label = int(ids[1] < 11) if torch.rand(1, generator=generator) < 0.8 else int(torch.randint(0, 2, (1,), generator=generator))
        rows.append((ids, label))
    return rows


def loss_sum(logits, labels, o):
    """The summed loss, and its divisor."""
    if o["class_weights"] is None:
        if o["label_smoothing_factor"]:
            smoother = LabelSmoother(epsilon=o["label_smoothing_factor"])
            return smoother({"logits": logits}, labels, num_items_in_batch=1), len(labels)
        return torch.nn.functional.cross_entropy(logits, labels, reduction="sum"), len(labels)
    weights = torch.tensor(o["class_weights"])
    mean = torch.nn.CrossEntropyLoss(weight=weights, label_smoothing=o["label_smoothing_factor"])(logits, labels)
    return mean * weights[labels].sum(), weights[labels].sum().item()


def run(options):
    o = DEFAULTS | options
    model = BertForSequenceClassification.from_pretrained(folder / "tiny", attn_implementation="eager").eval()
    if o["freeze_layers"] is not None:
        for module in [model.bert.embeddings] + list(model.bert.encoder.layer[:o["freeze_layers"]]):
            for parameter in module.parameters(): parameter.requires_grad_(False)
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    exempt = lambda n: n.endswith("bias") or "LayerNorm" in n
    optimizer = torch.optim.AdamW(
        [dict(params=[p for n, p in named if not exempt(n)], weight_decay=o["weight_decay"]),
         dict(params=[p for n, p in named if exempt(n)], weight_decay=0.0)],
        lr=o["learning_rate"], betas=(o["adam_beta1"], o["adam_beta2"]), eps=o["adam_epsilon"])
    schedule = get_scheduler(o["lr_scheduler_type"], optimizer, num_warmup_steps=o["warmup_steps"], num_training_steps=STEPS)
    rows, size, parts = texts(), o["per_device_train_batch_size"], o["gradient_accumulation_steps"]
    per_epoch = -(-(-(-TEXTS // size)) // parts)
    result = dict(losses=[], norms=[], rates=[])
    for step in range(STEPS):
        first = step % per_epoch * size * parts
        update = rows[first:first + size * parts]
        batches = [update[i:i + size] for i in range(0, len(update), size)]
        divisor = sum(loss_sum(torch.zeros(len(b), 2), torch.tensor([l for _, l in b]), o)[1] for b in batches)
        total = 0.0
        for batch in batches:
            width = max(len(ids) for ids, _ in batch)
            ids = torch.tensor([i + [0] * (width - len(i)) for i, _ in batch])
            mask = torch.tensor([[1] * len(i) + [0] * (width - len(i)) for i, _ in batch])
            loss = loss_sum(model(ids, mask).logits, torch.tensor([l for _, l in batch]), o)[0] / divisor
            loss.backward()
            total += loss.item()
        parameters = [p for _, p in named]
        norm = torch.nn.utils.clip_grad_norm_(parameters, o["max_grad_norm"] or float("inf")).item()
        result["losses"].append(total); result["norms"].append(norm); result["rates"].append(schedule.get_last_lr()[0])
        optimizer.step(); schedule.step(); optimizer.zero_grad()
    return result


def main():
    cases = [dict(name=name, options=DEFAULTS | options, **run(options)) for name, options in CASES.items()]
    for case in cases: print(f"{case['name']:40} {case['losses'][0]:.4f} -> {case['losses'][-1]:.4f}")
    rows = [dict(ids=ids, label=label) for ids, label in texts()]
    (folder / "options.json").write_text(json.dumps(dict(texts=rows, cases=cases)) + "\n")


main()
