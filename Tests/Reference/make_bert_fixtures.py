#!/usr/bin/env python3
"""Writes results of PyTorch and transformers with tiny random classifiers, for the tests of BERT and Training.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers
    venv/bin/python Tests/Reference/make_bert_fixtures.py [FAMILY...]

BERTTests/Fixtures/FAMILY     a model folder; gradient.safetensors: the gradient of its loss by the names of the parameters;
                              expected.json: token ids, targets, logits, loss, attention x gradient scores with frozen gates,
                              and the losses and gradient norms of ten steps of AdamW
BERTTests/Fixtures/activations.json   logits, loss, gradient norms and scores of the BERT folder with other activations
TrainingTests/Fixtures/tiny   a model folder with two labels and a word list
TrainingTests/Fixtures/losses.json   ten steps of AdamW with warm-up, decay and clipping, without dropout
"""
import copy, json, pathlib, sys
import torch
from safetensors.torch import save_file
from transformers import (
    AutoModelForSequenceClassification, BertConfig, BertForSequenceClassification, CamembertConfig, DistilBertConfig,
    ElectraConfig, ModernBertConfig, MPNetConfig, RobertaConfig, XLMRobertaConfig, get_linear_schedule_with_warmup)

tests = pathlib.Path(__file__).resolve().parent.parent
folder = tests / "BERTTests/Fixtures"


def bert_config(vocabulary, labels, seed):
    torch.manual_seed(seed)
    return BertConfig(
        vocab_size=vocabulary, hidden_size=24, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40,
        max_position_embeddings=32, initializer_range=0.3, attn_implementation="eager", **named(labels))


def named(labels):
    return dict(id2label=dict(enumerate(labels)), label2id={l: i for i, l in enumerate(labels)})


def small(config, seed, labels, positions=20, layers=2, **keys):
    torch.manual_seed(seed)
    sizes = dict(hidden_size=16, num_hidden_layers=layers, num_attention_heads=2)
    sizes |= dict(hidden_dim=24) if config is DistilBertConfig else dict(intermediate_size=24)
    return config(
        vocab_size=30, max_position_embeddings=positions, initializer_range=0.3, attn_implementation="eager", **sizes,
        **named(labels), **keys)


# Each family has another problem, activation and norm; the texts contain padding tokens.
FAMILIES = {
    "bert": (
        lambda: bert_config(50, ["bad", "fair", "good"], 1),
        [[2, 7, 9, 31, 3], [2, 3], [2, 49, 49, 8, 12, 13, 14, 15, 16, 3], [2] + list(range(5, 35)) + [3]],
        [0, 2, 1, 2]),
    "distilbert": (
        lambda: small(DistilBertConfig, 4, ["stars"], activation="relu", problem_type="regression"),
        [[2, 7, 9, 0, 3], [2, 3], [2] + list(range(5, 23)) + [3]], [[-0.5], [2.0], [0.25]]),
    "roberta": (
        lambda: small(
            RobertaConfig, 5, ["no", "so", "yes"], type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5,
            classifier_dropout=0.3),
        [[0, 7, 1, 1, 9, 2], [0, 2], [0] + list(range(5, 21)) + [2]], [2, 0, 1]),
    "xlm-roberta": (
        lambda: small(
            XLMRobertaConfig, 6, ["funny", "long", "sad"], type_vocab_size=2, pad_token_id=3, layer_norm_eps=1e-3,
            hidden_act="gelu_new", problem_type="multi_label_classification"),
        [[0, 7, 3, 9, 2], [0, 2], [0] + list(range(4, 18)) + [2]],
        [[1.0, 0.0, 1.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
    "camembert": (
        lambda: small(CamembertConfig, 7, ["non", "oui"], type_vocab_size=1, pad_token_id=1, layer_norm_eps=1e-5),
        [[0, 7, 9, 8, 2], [0, 2], [0] + list(range(5, 21)) + [2]], [1, 0, 1]),
    "electra": (
        lambda: small(ElectraConfig, 8, ["bad", "fair", "good"], embedding_size=12, classifier_dropout=0.2),
        [[2, 7, 9, 0, 3], [2, 3], [2] + list(range(5, 23)) + [3]], [2, 0, 1]),
    "mpnet": (  # positions beyond the single distances, so that all kinds of buckets occur
        lambda: small(MPNetConfig, 9, ["bad", "good"], positions=80, pad_token_id=1, layer_norm_eps=1e-5),
        [[0, 7, 1, 9, 2], [0, 2], [0] + [5 + i * 7 % 25 for i in range(60)] + [2]], [1, 0, 1]),
}


MODERN = dict(
    pad_token_id=0, cls_token_id=2, bos_token_id=2, sep_token_id=3, eos_token_id=3, local_attention=8,
    global_attn_every_n_layers=2, rope_parameters=dict(
        full_attention=dict(rope_type="default", rope_theta=500.0), sliding_attention=dict(rope_type="default", rope_theta=50.0)))
MODERN_TEXTS = [[2, 7, 9, 0, 3], [2, 3], [2] + [5 + i * 7 % 25 for i in range(25)] + [3]]
FAMILIES |= {
    "modernbert": (
        lambda: small(ModernBertConfig, 10, ["bad", "fair", "good"], positions=40, layers=3, mlp_dropout=0.2, attention_dropout=0.1,
            embedding_dropout=0.1, classifier_dropout=0.3, **MODERN), MODERN_TEXTS, [2, 0, 1]),
    "modernbert-mean": (
        lambda: small(
            ModernBertConfig, 11, ["bad", "good"], positions=40, classifier_pooling="mean", norm_bias=True, mlp_bias=True,
            attention_bias=True, classifier_bias=True, **MODERN),
        MODERN_TEXTS, [1, 0, 1]),
}


def randomised(model):
    model.eval()
    with torch.no_grad():  # randomise biases and norms: their initial constants would hide errors
        for name, parameter in model.named_parameters():
            if is_plain(name):
                parameter.add_(torch.randn_like(parameter) * 0.2)
    return model


def is_plain(name):
    """Whether it is a bias or a part of a norm, which do not decay."""
    return "bias" in name or "norm" in name.lower()


def padded(texts):
    width = max(map(len, texts))
    ids = torch.tensor([t + [0] * (width - len(t)) for t in texts])
    mask = torch.tensor([[1] * len(t) + [0] * (width - len(t)) for t in texts])
    return ids, mask


def run(model, texts, targets):
    """Logits and mean loss. Each text is run alone: padding tokens within texts count, appended ones would not."""
    logits = torch.cat([model(torch.tensor([text]), torch.ones(1, len(text))).logits for text in texts])
    targets = torch.tensor(targets)
    problem = model.config.problem_type or "single_label_classification"
    if problem == "regression": return logits, torch.nn.functional.mse_loss(logits, targets)
    if problem == "single_label_classification": return logits, torch.nn.functional.cross_entropy(logits, targets)
    return logits, torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)


def freeze_gates(model):
    """Freezes the scales of the norms and the activations' gates f(x)/x of the last layer in the backward pass."""
    def norm(module):
        def forward(x):
            centred = x - x.mean(-1, keepdim=True)
            rstd = (centred.pow(2).mean(-1, keepdim=True) + module.eps).rsqrt().detach()
            return centred * rstd * module.weight + (0 if module.bias is None else module.bias)
        module.forward = forward
    def gate(module):
        function = module.forward
        module.forward = lambda x: x * (function(x) / x).detach()
    base = model.base_model
    if model.config.model_type == "modernbert":
        layer = base.layers[-1]
        for module in (layer.mlp_norm, base.final_norm, model.head.norm): norm(module)
        share_products(layer.mlp)
        gate(model.head.act)
        return layer.attn, lambda hidden: layer.attn.Wqkv(hidden).chunk(3, -1)[2]
    if model.config.model_type == "distilbert":
        layer = base.transformer.layer[-1]
        norm(layer.sa_layer_norm)
        norm(layer.output_layer_norm)
        gate(layer.ffn.activation)
        return layer.attention, layer.attention.v_lin
    layer = base.encoder.layer[-1]
    mpnet = model.config.model_type == "mpnet"
    norm(layer.attention.LayerNorm if mpnet else layer.attention.output.LayerNorm)
    norm(layer.output.LayerNorm)
    gate(layer.intermediate.intermediate_act_fn)
    return (layer.attention.attn, layer.attention.attn.v) if mpnet else (layer.attention.self, layer.attention.self.value)


def share_products(mlp):
    """Freezes the gate of the activation, and shares the product with the other half evenly."""
    def forward(x):
        a, b = mlp.Wi(x).chunk(2, -1)
        y = mlp.act(a).detach()
        return mlp.Wo(y * b / 2 + (y / a).detach() * a * b.detach() / 2)
    mlp.forward = forward


def logits_with_frozen_gates(model, ids):
    """The head, as in transformers, with the gate of its activation frozen."""
    if model.config.model_type == "modernbert": return model(ids, torch.ones_like(ids)).logits
    def gated(function, x): return x * (function(x) / x).detach()
    state = model.base_model(ids, torch.ones_like(ids), output_attentions=True).last_hidden_state[:, 0]
    kind = model.config.model_type
    if kind == "bert": return model.classifier(gated(torch.tanh, model.bert.pooler.dense(state)))
    if kind == "distilbert": return model.classifier(gated(torch.relu, model.pre_classifier(state)))
    activation = torch.nn.functional.gelu if kind == "electra" else torch.tanh
    return model.classifier.out_proj(gated(activation, model.classifier.dense(state)))


def explanation(model, texts):
    """The sum over heads of A[cls, j] * dy/dA[cls, j] on the last layer, with frozen gates; y is the highest logit, minus the
    next highest for exclusive labels."""
    model = copy.deepcopy(model)
    attention, value = freeze_gates(model)
    kept = {}

    def hook(module, arguments, output):
        # Recompute the output from detached probabilities, so that they have a gradient.
        hidden = arguments[0]
        kept["p"] = output[1].detach().requires_grad_()
        heads = kept["p"].shape[1]
        v = value(hidden).view(*hidden.shape[:2], heads, -1).transpose(1, 2)
        context = torch.matmul(kept["p"], v).transpose(1, 2).reshape(hidden.shape)
        for name in ["out_lin", "o", "Wo"]:
            if hasattr(module, name): context = getattr(module, name)(context)
        return (context, output[1])

    attention.register_forward_hook(hook)
    scores = []
    for text in texts:
        logits = logits_with_frozen_gates(model, torch.tensor([text]))[0]
        best = logits.argmax()
        y = logits[best]
        if (model.config.problem_type or "single_label_classification") == "single_label_classification":
            y = y - logits.topk(2).values[1]
        y.backward()
        shares = (kept["p"] * kept["p"].grad)[0].sum(0)  # [query, key]
        scores.append((shares.sum(0) if getattr(model.config, "classifier_pooling", "cls") == "mean" else shares[0]).tolist())
    return scores


def ten_steps(model, texts, targets):
    model = copy.deepcopy(model)
    plain = [p for n, p in model.named_parameters() if is_plain(n)]
    decayed = [p for p in model.parameters() if all(p is not q for q in plain)]
    optimizer = torch.optim.AdamW([dict(params=decayed, weight_decay=0.1), dict(params=plain, weight_decay=0.0)], lr=1e-2)
    losses, norms = [], []
    for _ in range(10):
        loss = run(model, texts, targets)[1]
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).item())
        optimizer.step(); optimizer.zero_grad()
        losses.append(loss.item())
    return dict(losses=losses, norms=norms)


def family_fixture(family):
    make, texts, targets = FAMILIES[family]
    model = randomised(AutoModelForSequenceClassification.from_config(make(), attn_implementation="eager"))
    model.save_pretrained(folder / family)
    logits, loss = run(model, texts, targets)
    steps = ten_steps(model, texts, targets)
    loss.backward()
    save_file({n: p.grad for n, p in model.named_parameters()}, folder / family / "gradient.safetensors", {"format": "pt"})
    rows = [t if isinstance(t, list) else [t] for t in targets]
    expected = dict(
        texts=texts, targets=rows, logits=logits.tolist(), loss=loss.item(), scores=explanation(model, texts), steps=steps)
    (folder / family / "expected.json").write_text(json.dumps(expected) + "\n")


def activations():
    _, texts, targets = FAMILIES["bert"]
    cases = []
    for name in ["gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "relu", "silu", "swish", "tanh"]:
        model = AutoModelForSequenceClassification.from_pretrained(
            folder / "bert", hidden_act=name, attn_implementation="eager").eval()
        logits, loss = run(model, texts, targets)
        loss.backward()
        norms = {n: p.grad.norm().item() for n, p in model.named_parameters()}
        cases.append(dict(
            name=name, logits=logits.tolist(), loss=loss.item(), norms=norms, scores=explanation(model, texts)))
    (folder / "activations.json").write_text(json.dumps(cases) + "\n")


def training():
    words = ["good", "bad", "fine", "awful", "film", "food", "the", "was", "and", "not", "very", "a"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + words
    model = randomised(BertForSequenceClassification(bert_config(len(vocabulary), ["negative", "positive"], 2)))
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


for family in sys.argv[1:] or FAMILIES: family_fixture(family)
if not sys.argv[1:]:
    activations()
    training()
