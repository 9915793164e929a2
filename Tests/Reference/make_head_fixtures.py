#!/usr/bin/env python3
"""Writes results of PyTorch and transformers for an encoder with several heads, for the tests of BERT and Training.

    python3 -m venv venv && venv/bin/pip install 'torch==2.13.0+cpu' transformers
    venv/bin/python Tests/Reference/make_head_fixtures.py

BERTTests/Fixtures/heads            a model folder with four further heads; expected.json: texts, and the outputs of all heads
BERTTests/Fixtures/head_explanations.json   contrasts of the heads' outputs, split over the tokens in a linearised pass
TrainingTests/Fixtures/tasks.json   for each case fifty steps, each on one of several tasks, without dropout

A further head is one linear layer on the last hidden state. Text heads read its first token, span heads every token.
make_explanation_fixtures.py defines the terms of an explanation. "tokens" lists the rows that the output reads; "attention"
contains the contribution of each token's values to the contexts of these rows. The reference of "mean" is, in the last layer,
the first token of the padding text for text heads, and the mean of its padding tokens for span heads.

A training step divides the summed loss of its micro-batches once, by the number of labelled texts, text-label pairs or tokens,
or by the sum of their class weights, and multiplies it by the task's weight. Parameters that the step does not read have no
gradient: the optimizer neither updates nor decays them, and does not count the step for them.
"""
import copy, json, pathlib, random
import torch
from safetensors.torch import save_file
from torch.nn.functional import linear
from torch.nn.utils.rnn import pad_sequence
from transformers import BertConfig, BertForSequenceClassification, get_scheduler

tests = pathlib.Path(__file__).resolve().parent.parent
folder, training_folder = tests / "BERTTests/Fixtures", tests / "TrainingTests/Fixtures"
TEXTS = [[2, 7, 9, 31, 3], [2, 3], [2, 49, 49, 8, 12, 13, 14, 15, 16, 3], [2] + list(range(5, 35)) + [3]]
TAGS = ["O"] + [f"{place}-{polarity}" for polarity in ("negative", "neutral", "positive") for place in "BI"]
HEADS = {
    "aspects": dict(kind="spans", labels=TAGS),
    "emotions": dict(kind="independent", labels=["anger", "joy", "fear"], thresholds=[0.5, 0.3, 0.8]),
    "stars": dict(kind="number", labels=["stars"]),
    "topic": dict(kind="exclusive", labels=["food", "price"]),
}
NEGATIVE = [0, 1 / 2, 1 / 2, -1 / 4, -1 / 4, -1 / 4, -1 / 4]
OUTPUTS = [  # the head, the rows that the output reads, the texts, the output, and the factors of the logits in its contrast
    ("emotions", [0], [0, 2, 3], dict(label=1), [0, 1, 0]), ("topic", [0], [0, 2, 3], dict(label=0), [1, -1]),
    ("stars", [0], [0, 2, 3], dict(label=0), [1]), ("aspects", [1, 2], [0, 2, 3], dict(polarity="negative"), NEGATIVE),
    ("aspects", [2], [3], dict(polarity="negative"), NEGATIVE)]
STEPS, ROWS = 50, 24
OPTIONS = dict(
    per_device_train_batch_size=4, gradient_accumulation_steps=1, learning_rate=1e-3, lr_scheduler_type="linear", warmup_steps=0,
    weight_decay=0.1, max_grad_norm=1.0, freeze_layers=None)
CASES = [  # the name, options, and the tasks where they differ from weight 1, no class weights and no smoothing
    ("two tasks", {}, dict(main={}, emotions={})), ("spans", {}, dict(main={}, aspects={})),
    ("all kinds, weights", dict(gradient_accumulation_steps=2, per_device_train_batch_size=3), dict(
        main=dict(class_weights=[0.4, 2.5], smoothing=0.1), topic=dict(weight=0.5, class_weights=[1.5, 0.75]),
        emotions=dict(weight=2.0), stars=dict(weight=0.25),
        aspects=dict(weight=1.5, class_weights=[0.25, 2.0, 1.5, 1.0, 0.5, 2.0, 1.25]))),
    ("frozen encoder", dict(freeze_layers=2), dict(emotions={}, aspects={})),
]


def initial_values(labels, seed):
    generator = random.Random(seed)
    row = lambda count: [round(generator.gauss(0, 0.5), 3) for _ in range(count)]
    return dict(weight=[row(24) for _ in labels], bias=row(len(labels)))


def parameters(values): return {name: torch.tensor(value, requires_grad=True) for name, value in values.items()}


def model_folder():
    torch.manual_seed(11)
    model = BertForSequenceClassification(BertConfig.from_pretrained(folder / "bert", attn_implementation="eager")).eval()
    with torch.no_grad():  # randomise biases and norms: their initial constants would hide errors
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "LayerNorm" in name: parameter.add_(torch.randn_like(parameter) * 0.2)
    model.save_pretrained(folder / "heads")
    states = [model.bert(torch.tensor([text])).last_hidden_state[0] for text in TEXTS]
    expected = dict(texts=TEXTS, logits=[model(torch.tensor([text])).logits[0].tolist() for text in TEXTS], heads={})
    heads = {name: parameters(initial_values(head["labels"], seed)) for seed, (name, head) in enumerate(HEADS.items())}
    for name, head in heads.items():
        place = folder / "heads/heads" / name
        place.mkdir(parents=True, exist_ok=True)
        (place / "config.json").write_text(json.dumps(HEADS[name], indent=2) + "\n")
        save_file({f"classifier.{n}": p.detach() for n, p in head.items()}, place / "model.safetensors", {"format": "pt"})
        expected["heads"][name] = [linear(s if name == "aspects" else s[0], **head).tolist() for s in states]
    (folder / "heads/expected.json").write_text(json.dumps(expected) + "\n")
    return model.bert, heads


def references(encoder, text, rows):
    """The mean input of each layer's activation at padding tokens; in the last layer, the first token has its own."""
    found = []
    for layer in encoder.encoder.layer:
        layer.intermediate.dense.register_forward_hook(lambda module, arguments, output: found.append(output.detach()[0]))
    encoder(torch.tensor([[text[0]] + [0] * 30 + [text[-1]]]))
    return [inner[1:-1].mean(0) for inner in found[:-1]] + [found[-1][0] if rows == [0] else found[-1][1:-1].mean(0)]


def linearise(encoder, start, offsets, leaves, first_cut):
    """Freezes probabilities, norm scales and gates (averaged from the start, if any); detaches values from layer first_cut on."""
    for module in encoder.modules():
        if isinstance(module, torch.nn.LayerNorm):
            def norm(x, module=module):
                centred = x - x.mean(-1, keepdim=True)
                return centred * (centred.pow(2).mean(-1, keepdim=True) + module.eps).rsqrt().detach() * module.weight + module.bias
            module.forward = norm
    for index, layer in enumerate(encoder.encoder.layer):
        def gated(x, index=index, function=copy.copy(layer.intermediate.intermediate_act_fn).forward):
            points = [start[index] + share * (x - start[index]) for share in (1 / 6, 1 / 2, 5 / 6)] if start else [x]
            gate = (sum(function(z) / z for z in points) / len(points)).detach()
            offsets.append((function(x) - gate * x).detach().requires_grad_())  # counts as a bias; zero without a start
            return gate * x + offsets[-1]
        layer.intermediate.intermediate_act_fn.forward = gated

        def hook(module, arguments, output, cut=index >= first_cut):
            hidden, p = arguments[0], output[1].detach()
            values = module.value(hidden)
            if cut: values = values.detach().requires_grad_()  # gradients reach lower layers through the residual only
            v = values.view(*hidden.shape[:2], p.shape[1], -1).transpose(1, 2)
            context = torch.matmul(p, v).transpose(1, 2).reshape(hidden.shape)
            if cut: leaves.append((values, context))
            return (context, output[1])
        layer.attention.self.register_forward_hook(hook)


def explain(encoder, head, text, rows, factors, mean=False, layers=0):
    """The split over the embeddings, or for `layers` last layers over the values."""
    expected = linear(encoder(torch.tensor([text])).last_hidden_state[0, rows], **head)
    start = references(copy.deepcopy(encoder), text, rows) if mean else None
    encoder, parts, offsets, leaves = copy.deepcopy(encoder), [], [], []
    linearise(encoder, start, offsets, leaves, len(encoder.encoder.layer) - layers)
    for part in ("word", "position", "token_type"):
        getattr(encoder.embeddings, part + "_embeddings").register_forward_hook(lambda module, inputs, output: parts.append(output))
    logits = linear(encoder(torch.tensor([text])).last_hidden_state[0, rows], **head)
    assert torch.allclose(logits, expected, atol=1e-5), (logits, expected)  # linearising changes no value
    contrast = (logits @ torch.tensor(factors, dtype=torch.float)).mean()
    if layers:
        gradients = torch.autograd.grad(contrast, [tensor for leaf in leaves for tensor in leaf])
        for gradient in gradients[1::2]:  # a gradient reaches the contexts of the rows that the output reads, and no others
            assert [index for index, row in enumerate(gradient[0]) if row.any()] == rows
        scores = sum((gradient * values).sum(-1)[0] for gradient, (values, _) in zip(gradients[::2], leaves))
        product = sum((gradient * context)[0, rows].sum() for gradient, (_, context) in zip(gradients[1::2], leaves))
        assert len(leaves) == layers and abs(scores.sum() - product) < 1e-4 * (1 + abs(product)), (scores.sum(), product)
        return dict(scores=scores.tolist(), product=product.item())
    constants = [p for n, p in encoder.named_parameters() if n.endswith("bias")] + [head["bias"]] + offsets
    (gradient, *others) = torch.autograd.grad(contrast, [parts[0]] + constants, allow_unused=True)
    word = (gradient * parts[0])[0].sum(-1)
    whole = sum((gradient * part)[0].sum(-1) for part in parts)
    biases = sum((g * constant).sum() for g, constant in zip(others, constants) if g is not None)
    assert abs(whole.sum() + biases - contrast) < 1e-4 * (1 + abs(contrast)), (whole.sum(), biases, contrast)
    return dict(contrast=contrast.item(), word=word.tolist(), whole=whole.tolist(), biases=biases.item())


def explanations(encoder, heads):
    cases = []
    for name, rows, texts, output, factors in OUTPUTS:
        for text in texts:
            what = encoder, heads[name], TEXTS[text], rows, factors
            cases.append(dict(text=text, head=name, output=output, tokens=rows, **explain(*what), mean=explain(*what, mean=True),
                              attention=[explain(*what, layers=layers) for layers in (1, 2)]))
    (folder / "head_explanations.json").write_text(json.dumps(cases) + "\n")


def row(name, generator):
    ids = [2] + [generator.randrange(5, 17) for _ in range(generator.randint(2, 8))] + [3]
    rare = lambda: generator.random() < 0.15  # words determine most of a target; the rest is random
    if name == "aspects": return dict(ids=ids, target=[None if id < 5 or rare() else max(0, id - 10) for id in ids])
    if name == "emotions": return dict(ids=ids, target=[int((ids[1] % 3 == label) != rare()) for label in range(3)])
    if name == "stars": return dict(ids=ids, target=round(1 + (ids[1] - 5) / 3 + generator.random(), 2))
    return dict(ids=ids, target=int((ids[1] < 11 if name == "main" else ids[-2] < 9) != rare()))


def loss_sum(task, model, heads, rows):
    """The summed loss of padded rows, and its divisor."""
    ids, spans = pad_sequence([torch.tensor(r["ids"]) for r in rows], batch_first=True), task["kind"] == "spans"
    y = torch.tensor([-100 if t is None else t for r in rows for t in r["target"]] if spans else [r["target"] for r in rows])
    output = model(ids, (ids > 0).long(), output_hidden_states=True)
    state = output.hidden_states[-1]  # [B, T, C]
    logits = output.logits if task["name"] == "main" else linear(state[ids > 0] if spans else state[:, 0], **heads[task["name"]])
    weights = torch.tensor(task["class_weights"] or [1.0] * len(task["labels"]))
    if task["kind"] == "independent": criterion, y, divisor = torch.nn.BCEWithLogitsLoss(), y.float(), y.numel()
    elif task["kind"] == "number": criterion, y, divisor = torch.nn.MSELoss(), y[:, None], len(y)
    else: criterion, divisor = torch.nn.CrossEntropyLoss(weights, label_smoothing=task["smoothing"]), weights[y[y >= 0]].sum().item()
    mean, criterion.reduction = criterion(logits, y), "sum"
    assert torch.allclose(criterion(logits, y), mean * divisor, rtol=1e-5)
    return criterion(logits, y), divisor


def training():
    cases = []
    for seed, (case, options, changes) in enumerate(CASES):
        generator, o, tasks, schedule = random.Random(40 + seed), OPTIONS | options, [], []
        for name in changes:
            head = HEADS.get(name, dict(kind="exclusive", labels=["negative", "positive"]))
            task = dict(name=name, kind=head["kind"], labels=head["labels"], weight=1.0, class_weights=None, smoothing=0.0)
            initial = None if name == "main" else initial_values(head["labels"], 10 * seed + len(tasks))
            tasks.append(task | changes[name] | dict(initial=initial, rows=[row(name, generator) for _ in range(ROWS)]))
        size = o["per_device_train_batch_size"]
        for _ in range(STEPS):  # the last micro-batch of a step may be shorter by one text
            rows = generator.sample(range(ROWS), size * o["gradient_accumulation_steps"] - generator.randrange(2))
            schedule.append(dict(task=generator.randrange(len(tasks)), batches=[rows[i:i + size] for i in range(0, len(rows), size)]))
        model = BertForSequenceClassification.from_pretrained(training_folder / "tiny", attn_implementation="eager").eval()
        heads = {task["name"]: parameters(task["initial"]) for task in tasks if task["initial"]}
        if o["freeze_layers"] is not None:
            for module in [model.bert.embeddings, *model.bert.encoder.layer[:o["freeze_layers"]]]: module.requires_grad_(False)
        named = [*model.named_parameters()] + [item for head in heads.values() for item in head.items()]
        groups = [dict(params=[], weight_decay=o["weight_decay"]), dict(params=[], weight_decay=0.0)]
        for name, parameter in named: groups[name.endswith("bias") or "LayerNorm" in name]["params"].append(parameter)
        optimizer = torch.optim.AdamW(groups, lr=o["learning_rate"])
        rates = get_scheduler(o["lr_scheduler_type"], optimizer, num_warmup_steps=o["warmup_steps"], num_training_steps=STEPS)
        result = dict(losses=[], norms=[], rates=[])
        for step in schedule:
            task = tasks[step["task"]]
            sums, divisors = zip(*(loss_sum(task, model, heads, [task["rows"][index] for index in batch]) for batch in step["batches"]))
            loss = task["weight"] * sum(sums) / sum(divisors)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_([p for _, p in named if p.grad is not None], o["max_grad_norm"])
            result["losses"].append(loss.item()); result["norms"].append(norm.item()); result["rates"].append(rates.get_last_lr()[0])
            optimizer.step(); rates.step(); optimizer.zero_grad(set_to_none=True)
        cases.append(dict(name=case, options=o, tasks=tasks, schedule=schedule, **result))
    (training_folder / "tasks.json").write_text(json.dumps(dict(cases=cases)) + "\n")


explanations(*model_folder())
training()
