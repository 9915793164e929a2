#!/usr/bin/env python3
"""Writes seqeval's spans and metrics for random sequences of tags, for SpanTagsTests and SpanEvaluationTests.

    python3 -m venv venv && venv/bin/pip install 'seqeval==1.2.2' scikit-learn
    venv/bin/python Tests/Reference/make_span_fixtures.py

TrainingTests/Fixtures/spans.json
    sequences   tags and their spans [label, first, last]
    scores      the tags of true and predicted texts, and precision, recall, F1 and support of each label, of the averages
                and of the boundaries alone
"""
import json, pathlib, random, warnings
from seqeval.metrics.sequence_labeling import get_entities, precision_recall_fscore_support

warnings.filterwarnings("ignore")
path = pathlib.Path(__file__).resolve().parent.parent / "TrainingTests/Fixtures/spans.json"
random.seed(7)


def tags(length, prefixes, labels, outside):
    """Random tags: most sequences are malformed."""
    return ["O" if random.random() < outside else random.choice(prefixes) + "-" + random.choice(labels)
            for _ in range(length)]


def noisy(truth, prefixes, labels, share):
    return [random.choice(["O"] + [p + "-" + l for p in prefixes for l in labels]) if random.random() < share else tag
            for tag in truth]


def scores(truth, predicted, average):
    p, r, f, support = precision_recall_fscore_support(truth, predicted, average=average, zero_division=0)
    if average:
        return [float(p), float(r), float(f), int(support)]
    labels = sorted({entity[0] for texts in (truth, predicted) for entity in get_entities(texts)})
    return {label: [float(p[i]), float(r[i]), float(f[i]), int(support[i])] for i, label in enumerate(labels)}


def without_labels(texts):
    """The same spans, all with one label, in valid tags."""
    result = []
    for text in texts:
        tags = ["O"] * len(text)
        for _, first, last in get_entities(text):
            tags[first:last + 1] = ["B-X"] + ["I-X"] * (last - first)
        result.append(tags)
    return result


def case(truth, predicted):
    has_spans = bool(get_entities(truth) or get_entities(predicted))
    averages = {name: scores(truth, predicted, name) if has_spans else [0.0, 0.0, 0.0, 0]
                for name in ["micro", "macro", "weighted"]}
    boundaries = scores(without_labels(truth), without_labels(predicted), "micro") if has_spans else [0.0, 0.0, 0.0, 0]
    return dict(truth=[" ".join(text) for text in truth], predicted=[" ".join(text) for text in predicted],
                labels=scores(truth, predicted, None) if has_spans else {}, boundaries=boundaries, **averages)


def random_case(prefixes, labels, texts, share, outside=0.5):
    truth = [tags(random.randint(0, 9), prefixes, labels, outside) for _ in range(texts)]
    return case(truth, [noisy(text, prefixes, labels, share) for text in truth])


odd = ["B", "I", "E", "S", "B-", "I-", "B-a-b", "I-a-b", "Bab", "X-a", "X", "O-a", ".-a", ".", "U-a", "L-a", "B-价格", "I-价格"]
sequences = [
    [], ["O"], ["I-a"], ["O", "I-a", "I-a"], ["B-a", "I-b", "I-b"], ["B-a", "B-a"], ["I-a", "O", "I-a"], ["E-a", "E-a"],
    ["S-a", "I-a"], ["B-a", "E-a", "I-a"], ["B-a", "I-a", "E-a", "S-b"], ["I-a", "I-b", "I-a"], ["B-a"]]
sequences += [tags(random.randint(1, 12), "BI", ["a", "b"], 0.3) for _ in range(60)]
sequences += [tags(random.randint(1, 12), "BIES", ["a", "b", "c"], 0.2) for _ in range(60)]
sequences += [[random.choice(odd + ["O", "B-a", "I-a"]) for _ in range(random.randint(1, 10))] for _ in range(60)]
polarities = ["positive", "negative", "neutral"]
fixture = {
    "sequences": [dict(tags=" ".join(text), spans=get_entities(text)) for text in sequences],
    "scores": {
        "BIO": random_case("BI", polarities, 30, 0.2),
        "BIOES": random_case("BIES", polarities, 30, 0.2),
        "mostly wrong": random_case("BI", polarities, 20, 0.8),
        "all correct": random_case("BI", polarities, 20, 0),
        "a single label": random_case("BI", ["positive"], 20, 0.3),
        "many labels": random_case("BI", [f"aspect-{i}" for i in range(12)], 30, 0.2),
        "few spans": random_case("BI", polarities, 20, 0.1, outside=0.95),
        "a label only in truth": case([["B-a", "O", "B-b"]], [["B-a", "O", "O"]]),
        "a label only in prediction": case([["B-a", "O", "O"]], [["B-a", "O", "B-b"]]),
        "no prediction": case([["B-a", "I-a"], []], [["O", "O"], []]),
        "no truth": case([["O", "O"], []], [["B-a", "I-b"], []]),
        "no spans": case([["O"], []], [["O"], []]),
        "no texts": case([], []),
    },
}
path.write_text(json.dumps(fixture, separators=(",", ":"), ensure_ascii=False).replace("},", "},\n") + "\n")
print(path.stat().st_size, "bytes")
