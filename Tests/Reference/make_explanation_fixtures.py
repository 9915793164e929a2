#!/usr/bin/env python3
"""Writes how PyTorch's autograd splits the logits of the tiny classifiers among tokens when the pass is held.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers
    venv/bin/python Tests/Reference/make_explanation_fixtures.py

BERTTests/Fixtures/explanations.json   for each folder there, and the BERT one with other activations: by text the products of
                                       gradient and word embedding, and of gradient and whole embedding, token by token; the
                                       share of all biases; and what they sum to, which the script checks

Held at their values are the probabilities of every attention, the scale 1/sqrt(variance + epsilon) of every norm, and the gate
f(x)/x of every activation. Nothing here knows how our backward pass is written: autograd goes through transformers' own modules.
"""
import json, pathlib
import torch
from transformers import AutoModelForSequenceClassification

folder = pathlib.Path(__file__).resolve().parent.parent / "BERTTests/Fixtures"


def gated(function): return lambda x: x * (function(x) / x).detach()


def hold(model):
    for module in model.modules():
        if isinstance(module, torch.nn.LayerNorm):
            def norm(x, module=module):
                centred = x - x.mean(-1, keepdim=True)
                return centred * (centred.pow(2).mean(-1, keepdim=True) + module.eps).rsqrt().detach() * module.weight + module.bias
            module.forward = norm
    base = model.base_model
    distilled = model.config.model_type == "distilbert"
    for layer in base.transformer.layer if distilled else base.encoder.layer:
        attention = layer.attention if distilled else layer.attention.self
        activation = layer.ffn.activation if distilled else layer.intermediate.intermediate_act_fn
        gated_activation = gated(activation.forward)
        activation.forward = gated_activation

        def hook(module, arguments, output):
            hidden, p = arguments[0], output[1].detach()
            value = module.v_lin if distilled else module.value
            v = value(hidden).view(*hidden.shape[:2], p.shape[1], -1).transpose(1, 2)
            context = torch.matmul(p, v).transpose(1, 2).reshape(hidden.shape)
            return (module.out_lin(context) if distilled else context, output[1])
        attention.register_forward_hook(hook)


def held_logits(model, ids):
    state = model.base_model(ids, torch.ones_like(ids)).last_hidden_state[:, 0]
    kind = model.config.model_type
    if kind == "bert": return model.classifier(gated(torch.tanh)(model.bert.pooler.dense(state)))[0]
    if kind == "distilbert": return model.classifier(gated(torch.relu)(model.pre_classifier(state)))[0]
    return model.classifier.out_proj(gated(torch.tanh)(model.classifier.dense(state)))[0]


def explanations(model, texts):
    plain = [model(torch.tensor([text]), torch.ones(1, len(text))).logits[0] for text in texts]
    hold(model)
    embeddings = model.base_model.embeddings
    parts = []
    for module in (embeddings.word_embeddings, embeddings.position_embeddings, getattr(embeddings, "token_type_embeddings", None)):
        if module is not None:
            module.register_forward_hook(lambda module, arguments, output: (output.retain_grad(), parts.append(output))[0])
    rows = []
    for text, expected in zip(texts, plain):
        parts.clear(); model.zero_grad()
        logits = held_logits(model, torch.tensor([text]))
        assert torch.allclose(logits, expected, atol=1e-5), (logits, expected)  # holding changes no value
        best = logits.argmax()
        contrast = logits[best]
        if (model.config.problem_type or "single_label_classification") == "single_label_classification":
            contrast = contrast - (logits.sum() - contrast) / (len(logits) - 1)
        contrast.backward()
        gradient = parts[0].grad[0]
        word = (gradient * parts[0].detach()[0]).sum(-1)
        whole = sum((gradient * part.detach().reshape(-1, gradient.shape[0], gradient.shape[1])[0]).sum(-1) for part in parts)
        biases = sum((p.grad * p.detach()).sum() for n, p in model.named_parameters() if n.endswith("bias") and p.grad is not None)
        assert abs(whole.sum() + biases - contrast) < 1e-4 * (1 + abs(contrast)), (whole.sum(), biases, contrast)
        rows.append(dict(word=word.tolist(), whole=whole.tolist(), biases=biases.item(), contrast=contrast.item()))
    return rows


cases = []
for family in ["bert", "distilbert", "roberta", "xlm-roberta"]:
    texts = json.loads((folder / family / "expected.json").read_text())["texts"]
    for activation in ["gelu", "gelu_new", "relu", "silu", "tanh"] if family == "bert" else [None]:
        keys = dict(hidden_act=activation) if activation else {}
        model = AutoModelForSequenceClassification.from_pretrained(folder / family, attn_implementation="eager", **keys).eval()
        cases.append(dict(folder=family, activation=activation, texts=explanations(model, texts)))
(folder / "explanations.json").write_text(json.dumps(cases) + "\n")
