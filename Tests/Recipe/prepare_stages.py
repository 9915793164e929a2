#!/usr/bin/env python3
"""Prepares the texts of stages 5 to 7, in which the built-in model learns `neutral` and hard sentences.

    python3 Tests/Recipe/prepare_stages.py DATA OUT

DATA is as for prepare.py, with `emotions` and `challenge`. OUT gets `stage5.csv` to `stage7.csv`; `validation3.csv`, by which the
model is watched and calibrated; and below `validation` the texts that measure it and that prepare.py does not write: `tweets3.csv`,
`sst5.csv`, `documents.csv`, `hard.csv` and `pairs.csv`. Documents are those of this machine, so that other machines give others.
"""
import csv, gzip, json, pathlib, random, sys
from documents import documents
from patterns import EVERYDAY, FILES, Pattern, patterns, sentences
from prepare import NAMES, TOPIC, detokenized, own, posts, read, unlike, variants, with_typo, without_emoticons, write

THREE = {"0": "negative", "1": "neutral", "2": "positive"}
FIVE = {"0": "negative", "1": "negative", "2": "neutral", "3": "positive", "4": "positive"}
MOODS = {"positive": {"admiration", "gratitude", "joy", "love", "excitement", "pride"},
         "negative": {"anger", "annoyance", "disappointment", "disgust", "sadness", "grief"}, "neutral": {"neutral"}}

# The number of texts of each set in a stage. What the model knows from earlier stages is repeated in part, so that it stays.
COUNTS = {
    "stage5": {"tweets3 negative": 6500, "tweets3 neutral": 7500, "tweets3 positive": 6500, "sst5 neutral": 1622, "sst": 3500,
               "sst2": 8000, "moods": 2400, "mood neutral": 5000, "brighter": 600, "tweets": 2500, "weibo2018": 4500, "posts": 6000,
               "shopping": 4000, "hotel": 1200, "chnsenticorp": 1200, "douban_book": 800, "imdb": 500, "amazon": 700, "cad": 300},
    "stage6": {"tweets3 negative": 1200, "tweets3 neutral": 1200, "tweets3 positive": 1200, "sst5 neutral": 700, "sst": 1200,
               "sst2": 2000, "moods": 400, "mood neutral": 800, "brighter": 100, "tweets": 600, "weibo2018": 1500, "posts": 2500,
               "shopping": 1500, "hotel": 700, "chnsenticorp": 700, "douban_book": 200, "imdb": 250, "amazon": 300, "cad": 100},
    "stage7": {"tweets3 negative": 2000, "tweets3 neutral": 2500, "tweets3 positive": 2000, "sst5 neutral": 1000, "sst": 1500,
               "sst2": 6500, "moods": 500, "mood neutral": 1200, "brighter": 200, "tweets": 1500, "weibo2018": 2500, "posts": 5500,
               "shopping": 5000, "hotel": 2500, "chnsenticorp": 2500, "douban_book": 400, "imdb": 600, "amazon": 900, "cad": 100},
}
# The number of sentences of each pattern, of a new one, of a pair, of lines of documents, and of variants of the older sentences.
OURS = {"stage5": (7, 0, 8, 9000, 2), "stage6": (3, 9, 4, 2500, 1), "stage7": (2, 3, 3, 4500, 1)}
MANY = {"turned-round": 10}  # sentences of each pattern of a family with more slots


def mood(row):
    """The label of a comment whose emotions are all of one mood; None for others."""
    moods = [name for name, labels in MOODS.items() if set(row["labels"]) <= labels]
    return moods[0] if row["labels"] and moods else None


def objects(data, name):
    with gzip.open(data / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def labelled_sets(data, chance):
    """The texts and labels of the public sets by name."""
    sets = {}

    def add(name, rows):
        sets.setdefault(name, []).extend(rows)

    for text, label in read(data, "tweets3/train.csv.gz"):
        add(f"tweets3 {THREE[label]}", [(text, THREE[label])])
    add("sst5 neutral", [(detokenized(text) if chance.random() < 0.5 else text, "neutral")
                         for text, label in read(data, "sst5/train.csv.gz") if label == "2"])
    for name in ("imdb", "amazon", "sst2", "shopping", "hotel", "chnsenticorp", "douban_book", "weibo2018"):
        add(name, [(text, NAMES[label]) for text, label in read(data, f"{name}/train.csv.gz")])
    for name in ("sst", "tweets"):
        add(name, [(text, NAMES[label]) for text, label in read(data, f"rationales/{name}_train.jsonl.gz")])
    sets["sst"] = [(detokenized(text) if chance.random() < 0.5 else text, label) for text, label in sets["sst"]]
    sets["sst2"] = [(detokenized(text) if len(text.split()) > 6 and chance.random() < 0.3 else text, label)
                    for text, label in sets["sst2"]]
    sets["tweets"] = [(with_typo(text, chance) if chance.random() < 0.1 else text, label) for text, label in sets["tweets"]]
    sets["imdb"] = [(text if chance.random() < 0.5 else text.replace("<br />", "\n"), label) for text, label in sets["imdb"]]
    sets["weibo2018"] = [(without_emoticons(text) if chance.random() < 0.3 else text, label) for text, label in
                         ((TOPIC.sub(r"\1" if chance.random() < 0.3 else r"{%\1%}", text), label) for text, label in sets["weibo2018"])]
    sets["weibo2018"] = [row for row in sets["weibo2018"] if len(row[0]) >= 5]
    add("posts", [row[1:] for row in posts(data, chance)])
    for row in objects(data, "emotions/goemotions_train.jsonl.gz"):
        label = mood(row)
        if label:
            add("mood neutral" if label == "neutral" else "moods", [(row["text"], label)])
    add("brighter", [(row["text"], "neutral") for row in objects(data, "emotions/brighter_chn_train.jsonl.gz") if not row["labels"]])
    add("cad", [(text, NAMES[label]) for text, label in read(data, "challenge/cad_train.jsonl.gz")])
    return sets


def different(rows, others):
    """The patterns that resemble none of the others, by one sentence of each."""
    example = lambda pattern: sentences(pattern.text, 1, random.Random(0))[0]
    rows = [(pattern, example(pattern), pattern.label) for pattern in rows]
    return [pattern for pattern, _, _ in unlike(rows, [(example(pattern), pattern.label) for pattern in others])]


def trained_patterns(files):
    """The patterns to train on: without those that resemble a held one of the same files."""
    return different(patterns("train", files), patterns("held", files))


def held_patterns():
    """The patterns that measure: those that resemble nothing that a stage was trained on."""
    older = [Pattern("", "train", label, text) for name in ("hard-en.csv", "hard-zh.csv") for text, label in own(name)]
    return different([*patterns("held", FILES), *different(patterns("held", EVERYDAY), patterns("train", FILES))], older)


def our_sentences(stage, trained, chance):
    """Rows (set, text, label) of our own sentences, and of documents."""
    each, each_new, each_pair, lines, older = OURS[stage]
    new = set(patterns("train", EVERYDAY))
    for pattern in trained:
        is_pair = pattern.family.endswith("-pair")
        count = each_pair if is_pair else each_new if pattern in new else MANY.get(pattern.family, each)
        for text in sentences(pattern.text, count, chance):
            keeps = is_pair or pattern.family in ("ratings", "emoji", "code-and-logs") or chance.random() < 0.6
            yield "hard", text if keeps else chance.choice(variants(text, chance)), pattern.label
    for name in ("hard-en.csv", "hard-zh.csv"):
        for text, label in own(name):
            for variant in chance.sample(variants(text, chance), older):
                yield "hard", variant, label
    rows = []
    for part in documents(False, chance, 10**9, 14):
        if chance.random() < 0.2:
            rows.append(" ".join(part[:5])[:400])
        rows += part
    for text in chance.sample(rows, min(lines, len(rows))):
        yield "documents", text, "neutral"


def stage(name, sets, trained, chance):
    rows = [(key, *row) for key, count in COUNTS[name].items() for row in chance.sample(sets[key], min(count, len(sets[key])))]
    rows += our_sentences(name, trained, chance)
    mistaken = {text for text, _ in own("mistaken.csv")}
    return [row[1:] for row in unlike((row for row in rows if row[1].strip() not in mistaken), own("checked.csv"))]


def held_sentences(pairs_only, most):
    """Rows (text, label, family, pattern) of held patterns; the pattern is the number of its row."""
    for number, pattern in enumerate(held_patterns()):
        if pattern.family.endswith("-pair") == pairs_only:
            for text in sentences(pattern.text, most, random.Random(number)):
                yield text, pattern.label, pattern.family, number


def unseen(rows, stages):
    """The rows whose text was not trained on, such as a line of a licence that packages share, alone or within a longer text."""
    texts = {text for stage in stages for text, _ in stage}
    everything = "\n".join(sorted(texts))
    return [row for row in rows if row[0] not in texts and (len(row[0]) < 40 or row[0] not in everything)]


def main():
    data, out = map(pathlib.Path, sys.argv[1:3])
    sets = labelled_sets(data, random.Random(50))
    everything = trained_patterns(FILES + EVERYDAY)
    trained = {"stage5": trained_patterns(FILES), "stage6": everything, "stage7": everything}
    stages = {name: stage(name, sets, part, random.Random(name)) for name, part in trained.items()}
    for name, rows in stages.items():
        write(out / f"{name}.csv", rows)
    folder = out / "validation"
    three = {"tweets3": [(text, THREE[label]) for text, label in read(data, "tweets3/validation.csv.gz")],
             "sst5": [(text, FIVE[label]) for text, label in read(data, "sst5/validation.csv.gz")],
             "documents": unseen([(line, "neutral") for part in documents(True, random.Random(51), 200, 20) for line in part],
                                 stages.values())}
    for name, rows in three.items():
        write(folder / f"{name}.csv", rows)
    head = ["text", "label", "family", "pattern"]
    write(folder / "hard.csv", list(held_sentences(False, 3)), head)
    write(folder / "pairs.csv", list(held_sentences(True, 12)), head)
    with open(out / "validation.csv", encoding="utf-8", newline="") as file:
        chosen = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    chance = random.Random(52)
    for rows in (three["tweets3"], three["sst5"], three["documents"]):
        chosen += chance.sample(rows, min(400, len(rows)))
    write(out / "validation3.csv", chosen)


if __name__ == "__main__":
    main()
