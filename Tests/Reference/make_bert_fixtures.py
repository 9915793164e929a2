#!/usr/bin/env python3
"""Writes what PyTorch and transformers compute with tiny random BERT classifiers, for the tests of BERT and Training.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers
    venv/bin/python Tests/Reference/make_bert_fixtures.py

BERTTests/Fixtures/tiny       a model folder with three labels
BERTTests/Fixtures/gradient   the gradient of its loss, stored under the parameters' names
BERTTests/Fixtures/expected.json   token ids, logits, loss, attention x gradient scores with the gates held
TrainingTests/Fixtures/tiny   a model folder with two labels and a word list
TrainingTests/Fixtures/losses.json   ten steps of AdamW with warm-up, decay and clipping, without dropout
"""
import json, pathlib
import torch
from transformers import BertConfig, BertForSequenceClassification, get_linear_schedule_with_warmup

tests = pathlib.Path(__file__).resolve().parent.parent


def tiny(vocabulary, labels, seed):
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40,
        max_position_embeddings=32, initializer_range=0.3, id2label=dict(enumerate(labels)),
        label2id={l: i for i, l in enumerate(labels)}, attn_implementation="eager")
    model = BertForSequenceClassification(config).eval()
    with torch.no_grad():  # biases and norms start at constants: stir them, or a test would not see them
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "LayerNorm" in name:
                parameter.add_(torch.randn_like(parameter) * 0.2)
    return model


def padded(texts):
    width = max(map(len, texts))
    ids = torch.tensor([t + [0] * (width - len(t)) for t in texts])
    mask = torch.tensor([[1] * len(t) + [0] * (width - len(t)) for t in texts])
    return ids, mask


def hold_gates(model):
    """Holds the scales of the last layer's norms, GELU's gate and the pooler's tanh ratio at their values in the backward pass."""
    def norm(module):
        def forward(x):
            centred = x - x.mean(-1, keepdim=True)
            rstd = (centred.pow(2).mean(-1, keepdim=True) + module.eps).rsqrt().detach()
            return centred * rstd * module.weight + module.bias
        module.forward = forward
    layer = model.bert.encoder.layer[-1]
    norm(layer.attention.output.LayerNorm)
    norm(layer.output.LayerNorm)
    layer.intermediate.intermediate_act_fn.forward = lambda x: x * torch.distributions.Normal(0, 1).cdf(x).detach()
    model.bert.pooler.activation.forward = lambda x: x * (torch.tanh(x) / x).detach()


def explanation(model, ids, mask, lengths):
    """sum over heads of A[cls, j] * dlogit/dA[cls, j] on the last layer, for the likeliest logit minus the others' mean,
    with the gates held."""
    hold_gates(model)
    kept = {}
    layer = model.bert.encoder.layer[-1].attention.self

    def hook(module, arguments, output):
        kept["p"] = output[1]
        output[1].retain_grad()
        # Recompute the context from the kept probabilities, so that their gradient exists.
        hidden = arguments[0]
        v = module.value(hidden).view(*hidden.shape[:2], 4, -1).transpose(1, 2)
        return (torch.matmul(output[1], v).transpose(1, 2).reshape(hidden.shape), output[1])

    handle = layer.register_forward_hook(hook)
    logits = model(ids, mask).logits
    handle.remove()
    best = logits.argmax(-1)
    others = (logits.sum(-1) - logits.gather(1, best[:, None])[:, 0]) / (logits.shape[1] - 1)
    (logits.gather(1, best[:, None])[:, 0] - others).sum().backward()
    scores = (kept["p"] * kept["p"].grad)[:, :, 0].sum(1)
    model.zero_grad()
    return [row[:n].tolist() for row, n in zip(scores, lengths)]


def bert():
    model = tiny(50, ["bad", "fair", "good"], 1)
    texts = [[2, 7, 9, 31, 3], [2, 3], [2, 49, 49, 8, 12, 13, 14, 15, 16, 3], [2] + list(range(5, 35)) + [3]]
    targets = torch.tensor([0, 2, 1, 2])
    folder = tests / "BERTTests/Fixtures"
    model.save_pretrained(folder / "tiny")
    ids, mask = padded(texts)
    output = model(ids, mask, labels=targets)
    output.loss.backward()
    expected = dict(texts=texts, targets=targets.tolist(), logits=output.logits.tolist(), loss=output.loss.item())
    gradient = BertForSequenceClassification(model.config)
    for mine, theirs in zip(gradient.parameters(), model.parameters()): mine.data = theirs.grad.clone()
    gradient.save_pretrained(folder / "gradient")
    model.zero_grad()
    expected["scores"] = explanation(model, ids, mask, [len(t) for t in texts])
    (folder / "expected.json").write_text(json.dumps(expected) + "\n")


def training():
    words = ["good", "bad", "fine", "awful", "film", "food", "the", "was", "and", "not", "very", "a"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words
    model = tiny(len(vocabulary), ["negative", "positive"], 2)
    folder = tests / "TrainingTests/Fixtures"
    model.save_pretrained(folder / "tiny")
    (folder / "tiny/vocab.txt").write_text("\n".join(vocabulary) + "\n")
    (folder / "tiny/tokenizer_config.json").write_text(json.dumps(dict(do_lower_case=True)) + "\n")
    generator = torch.Generator().manual_seed(3)
    batches = []
    for _ in range(10):
        lengths = torch.randint(2, 9, (4,), generator=generator).tolist()
        texts = [[2] + torch.randint(5, len(vocabulary), (n,), generator=generator).tolist() + [3] for n in lengths]
        batches.append(dict(texts=texts, targets=torch.randint(0, 2, (4,), generator=generator).tolist()))
    plain = [p for n, p in model.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
    decayed = [p for n, p in model.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
    optimizer = torch.optim.AdamW([dict(params=decayed, weight_decay=0.1), dict(params=plain, weight_decay=0.0)], lr=5e-3)
    schedule = get_linear_schedule_with_warmup(optimizer, 3, 10)
    losses, norms = [], []
    for batch in batches:
        ids, mask = padded(batch["texts"])
        loss = model(ids, mask, labels=torch.tensor(batch["targets"])).loss
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item())
        optimizer.step(); schedule.step(); optimizer.zero_grad()
        losses.append(loss.item())
    (folder / "losses.json").write_text(json.dumps(dict(
        learning_rate=5e-3, weight_decay=0.1, warmup_steps=3, max_grad_norm=1.0, batches=batches, losses=losses, norms=norms)) + "\n")


bert()
training()
