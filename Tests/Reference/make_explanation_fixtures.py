#!/usr/bin/env python3
"""Writes how PyTorch's autograd attributes the logits of the tiny classifiers to tokens in a linearised pass.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers
    venv/bin/python Tests/Reference/make_explanation_fixtures.py

BERTTests/Fixtures/explanations.json   for each folder there, and for the BERT one with other activations: per text, the products
                                       of gradient and word embedding, and of gradient and whole embedding, for each token; the
                                       contribution of all biases; and their sum, which the script checks. "mean" is the same
                                       with gates averaged on the path from a text of padding tokens. "attention" contains the
                                       contribution of each token's values to the context of the first token, in the last layer
                                       and in the last two; "product" is that context times its gradient

The pass is linearised by freezing the probabilities of every attention, the scale 1/sqrt(variance + epsilon) of every norm, and
the gate f(x)/x of every activation. The script is independent of our backward pass: autograd runs on transformers' modules.
"""
import copy, json, pathlib
import torch
from transformers import AutoModelForSequenceClassification

folder = pathlib.Path(__file__).resolve().parent.parent / "BERTTests/Fixtures"


COUNTED_FROM_PADDING = ["roberta", "xlm-roberta", "camembert", "mpnet"]


def attention_of(layer):
    """The module whose second output are the probabilities, its map of values, and the map of its context, if that is inside."""
    if hasattr(layer, "attn"): return layer.attn, lambda hidden: layer.attn.Wqkv(hidden).chunk(3, -1)[2], layer.attn.Wo
    attention = layer.attention
    if hasattr(attention, "v_lin"): return attention, attention.v_lin, attention.out_lin
    if hasattr(attention, "attn"): return attention.attn, attention.attn.v, attention.attn.o
    return attention.self, attention.self.value, lambda context: context


def gated(function): return lambda x: x * (function(x) / x).detach()


def mean_gated(function, reference, offsets):
    """The gate is the mean of function(z)/z at three points between the reference and x. The difference to the value is an offset
    that counts as a bias."""
    def forward(x):
        points = [reference + share * (x - reference) for share in (1 / 6, 1 / 2, 5 / 6)]
        gate = (sum(function(z) / z for z in points) / 3).detach()
        offset = (function(x) - gate * x).detach().requires_grad_()
        offsets.append(offset)
        return gate * x + offset
    return forward


def layers_of(model):
    base = model.base_model
    return getattr(base, "layers", None) or (base.transformer if model.config.model_type == "distilbert" else base.encoder).layer


def shared_products(mlp, reference=None, offsets=None):
    """As `gated`, or as `mean_gated` with a reference; the product of both halves is shared evenly."""
    def forward(x):
        a, b = mlp.Wi(x).chunk(2, -1)
        y = mlp.act(a).detach()
        if reference is None: return mlp.Wo(y * b / 2 + (y / a).detach() * a * b.detach() / 2)
        points = [reference + share * (a - reference) for share in (1 / 6, 1 / 2, 5 / 6)]
        gate = (sum(mlp.act(z) / z for z in points) / 3).detach()
        linear = y * b / 2 + gate * a * b.detach() / 2
        offsets.append((y * b - linear).detach().requires_grad_())
        return mlp.Wo(linear + offsets[-1])
    return forward


def references(model, text):
    """The mean input of the activation at padding tokens, by layer; in the last layer only the first token matters, unless all do."""
    found = []
    def inner(layer): return layer.ffn.lin1 if hasattr(layer, "ffn") else layer.mlp.Wi if hasattr(layer, "mlp") else layer.intermediate.dense
    hooks = [inner(layer).register_forward_hook(lambda module, arguments, output: found.append(output.detach()[0])) for layer in layers_of(model)]
    config = model.config
    places = config.max_position_embeddings - (config.pad_token_id + 1 if config.model_type in COUNTED_FROM_PADDING else 0)
    ids = torch.tensor([[text[0]] + [config.pad_token_id] * min(30, places - 2) + [text[-1]]])
    model(ids, torch.ones_like(ids))
    for hook in hooks: hook.remove()
    if getattr(config, "classifier_pooling", "cls") == "mean": return [rows[1:-1].mean(0) for rows in found]
    return [rows[1:-1].mean(0) for rows in found[:-1]] + [found[-1][0]]


def linearise(model, reference=None, offsets=None, leaves=None, first_cut=None):
    for module in model.modules():
        if isinstance(module, torch.nn.LayerNorm):
            def norm(x, module=module):
                centred = x - x.mean(-1, keepdim=True)
                return centred * (centred.pow(2).mean(-1, keepdim=True) + module.eps).rsqrt().detach() * module.weight + (0 if module.bias is None else module.bias)
            module.forward = norm
    if model.config.model_type == "modernbert": model.head.act.forward = gated(copy.copy(model.head.act).forward)
    for index, layer in enumerate(layers_of(model)):
        attention, value, out = attention_of(layer)
        if hasattr(layer, "mlp"):
            layer.mlp.forward = shared_products(layer.mlp, reference[index].chunk(2)[0] if reference else None, offsets)
        else:
            activation = layer.ffn.activation if hasattr(layer, "ffn") else layer.intermediate.intermediate_act_fn
            function = copy.copy(activation).forward
            activation.forward = mean_gated(function, reference[index], offsets) if reference else gated(function)

        def hook(module, arguments, output, index=index, value=value, out=out):
            hidden, p = arguments[0], output[1].detach()
            values = value(hidden)
            if first_cut is not None and index >= first_cut:
                values = values.detach().requires_grad_()  # gradients reach lower layers through the residual only
            v = values.view(*hidden.shape[:2], p.shape[1], -1).transpose(1, 2)
            context = torch.matmul(p, v).transpose(1, 2).reshape(hidden.shape)
            if first_cut is not None and index >= first_cut:
                context.retain_grad()
                leaves.append((values, context))
            return (out(context), output[1])
        attention.register_forward_hook(hook)


def linearised_logits(model, ids):
    if model.config.model_type == "modernbert": return model(ids, torch.ones_like(ids)).logits[0]
    state = model.base_model(ids, torch.ones_like(ids), output_attentions=True).last_hidden_state[:, 0]
    kind = model.config.model_type
    if kind == "bert": return model.classifier(gated(torch.tanh)(model.bert.pooler.dense(state)))[0]
    if kind == "distilbert": return model.classifier(gated(torch.relu)(model.pre_classifier(state)))[0]
    activation = torch.nn.functional.gelu if kind == "electra" else torch.tanh
    return model.classifier.out_proj(gated(activation)(model.classifier.dense(state)))[0]


def contrast_of(model, logits):
    contrast = logits.max()
    if (model.config.problem_type or "single_label_classification") == "single_label_classification":
        contrast = contrast - logits.topk(2).values[1]
    return contrast


def attention_scores(model, texts, layers):
    model, leaves = copy.deepcopy(model), []
    config = model.config
    count = getattr(config, "n_layers", None) or config.num_hidden_layers
    pools = getattr(config, "classifier_pooling", "cls") == "mean"
    linearise(model, leaves=leaves, first_cut=count - layers)
    rows = []
    for text in texts:
        leaves.clear()
        contrast_of(model, linearised_logits(model, torch.tensor([text]))).backward()
        rows.append(dict(scores=sum((values.grad * values.detach()).sum(-1)[0] for values, _ in leaves).tolist(),
                         product=sum((context.grad * context.detach())[0, :None if pools else 1].sum() for _, context in leaves).item()))
    return rows


def explanations(model, texts, mean=False):
    model = copy.deepcopy(model)
    plain = [model(torch.tensor([text]), torch.ones(1, len(text))).logits[0] for text in texts]
    offsets = []
    linearise(model, references(model, texts[0]) if mean else None, offsets)
    embeddings = model.base_model.embeddings
    parts = []
    for name in ["word_embeddings", "tok_embeddings", "position_embeddings", "token_type_embeddings"]:
        if module := getattr(embeddings, name, None):
            module.register_forward_hook(lambda module, arguments, output: (output.retain_grad(), parts.append(output))[0])
    rows = []
    for text, expected in zip(texts, plain):
        parts.clear(); offsets.clear(); model.zero_grad()
        logits = linearised_logits(model, torch.tensor([text]))
        assert torch.allclose(logits, expected, atol=1e-5), (logits, expected)  # linearising changes no value
        contrast = contrast_of(model, logits)
        contrast.backward()
        gradient = parts[0].grad[0]
        word = (gradient * parts[0].detach()[0]).sum(-1)
        whole = sum((gradient * part.detach().reshape(-1, gradient.shape[0], gradient.shape[1])[0]).sum(-1) for part in parts)
        biases = sum((p.grad * p.detach()).sum() for n, p in model.named_parameters() if n.endswith("bias") and p.grad is not None)
        biases = biases + sum((o.grad * o.detach()).sum() for o in offsets)
        assert abs(whole.sum() + biases - contrast) < 1e-4 * (1 + abs(contrast)), (whole.sum(), biases, contrast)
        rows.append(dict(word=word.tolist(), whole=whole.tolist(), biases=biases.item(), contrast=contrast.item()))
    return rows


cases = []
for family in ["bert", "distilbert", "roberta", "xlm-roberta", "camembert", "electra", "mpnet", "modernbert", "modernbert-mean"]:
    texts = json.loads((folder / family / "expected.json").read_text())["texts"]
    for activation in ["gelu", "gelu_new", "relu", "silu", "tanh"] if family == "bert" else [None]:
        keys = dict(hidden_act=activation) if activation else {}
        model = AutoModelForSequenceClassification.from_pretrained(folder / family, attn_implementation="eager", **keys).eval()
        cases.append(dict(folder=family, activation=activation, texts=explanations(model, texts), mean=explanations(model, texts, mean=True),
                          attention=[attention_scores(model, texts, layers) for layers in (1, 2)]))
(folder / "explanations.json").write_text(json.dumps(cases) + "\n")
