#!/usr/bin/env python3
"""Prepares the texts of stages 8 and 9, in which the built-in model learns the heads `aspects` and `emotions`.

    python3 Tests/Recipe/prepare_heads.py DATA OUT

DATA is as for prepare_stages.py, with `aspects` and `emotions`; OUT is the output folder of that script. OUT gets `aspects.jsonl`,
`emotions.jsonl` and `emotions9.jsonl`, on which the heads learn; `stage8.csv` and `stage9.csv`, by which the labels stay; and below `validation`
the texts that measure the heads, `aspects-SET.jsonl` and `emotions-SET.jsonl`, and `aspects.jsonl` and `emotions.jsonl`, by which
they are calibrated, a sample of these texts without our own sentences. The sets of SemEval only measure. acos_restaurants, which
repeats one of them, is not used.

Stage 8 starts from `present`, the float32 export of the model of stage 7; stage 9 from
`sentiment merge ./stage8 ./present --output average8 --shares 0.65,0.35`.
"""
import csv, hashlib, json, pathlib, random, sys
from aspects import own_aspects
from documents import documents
from prepare import own, unlike, write
from prepare_stages import labelled_sets, objects

MEASURED = ("mams_terms", "zh_dianping", "semeval14_restaurants", "semeval14_laptops", "zh_phone", "zh_camera", "zh_cosmetics")
# The sets of aspects, and how often each text is repeated. MAMS has the most sentences with aspects of both polarities.
TRAINED = {"mams_terms": 3, "acos_laptops": 1, "zh_camera": 1, "zh_car": 1, "zh_notebook": 1, "zh_phone": 1, "zh_mooc": 1,
           "zh_cosmetics": 1, "zh_dianping": 1}
PRAISE = 7000  # sentences of zh_dianping without a negative or neutral aspect
OWN = 12  # sentences of each row of ours
LINES = 1200  # lines of documents, which name no aspect
EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
# The comments of GoEmotions by their first emotion in this order; all of the rare ones.
COMMENTS = {"disgust": 800, "fear": 800, "sadness": 1800, "surprise": 1800, "anger": 1800, "joy": 2000, "neutral": 2000}
MORE_COMMENTS = {"disgust": 9999, "fear": 9999, "sadness": 9999, "surprise": 9999, "anger": 9999, "joy": 8000, "neutral": 8000}  # in stage 9
LABELLED = 16000  # texts of stage 7
# Stage 9 brings the labels back: more texts of stage 7, and of the sets that lost most in stage 8.
MORE_LABELLED = 24000
LOST = {"tweets3 negative": 2000, "tweets3 neutral": 2500, "tweets3 positive": 2000, "sst5 neutral": 1200, "sst": 1500, "tweets": 1500,
        "amazon": 800}


def write_objects(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    temporary.rename(path)
    print(f"{path.name}: {len(rows)} texts")


def named(row):
    """A text with the aspects that it names."""
    aspects = [{key: aspect[key] for key in ("start", "end", "polarity")} for aspect in row["aspects"] if aspect["start"] is not None]
    return {"text": row["text"], "aspects": aspects}


def trained_aspects(data, chance):
    rows = []
    for name, times in TRAINED.items():
        texts = objects(data, f"aspects/{name}_train.jsonl.gz")
        if name == "zh_dianping":
            parts = {True: [], False: []}
            for row in texts:
                parts[all(aspect["polarity"] == "positive" for aspect in row["aspects"])].append(row)
            texts = parts[False] + chance.sample(parts[True], PRAISE)
        rows += [named(row) for row in texts] * times
    rows += [named(row) for row in own_aspects("train", OWN, chance)]
    lines = [line for part in documents(False, chance, 10**9, 14) for line in part]
    return rows + [{"text": line, "aspects": []} for line in chance.sample(lines, min(LINES, len(lines)))]


def is_held(text):
    """Whether a text of BRIGHTER measures the head: a tenth of the texts."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") % 10 == 0


def brighter(data, held):
    """The texts of BRIGHTER in English and Chinese, by language."""
    return {language: [{"text": row["text"], "labels": row["labels"]} for row in objects(data, f"emotions/brighter_{language}_train.jsonl.gz")
                       if is_held(row["text"]) == held] for language in ("eng", "chn")}


def goemotions(data, part):
    """Comments with the six emotions, by the grouping of their authors; none for a neutral one."""
    return [{"text": row["text"], "labels": [name for name in row["ekman"] if name in EMOTIONS]}
            for row in objects(data, f"emotions/goemotions_{part}.jsonl.gz")]


def trained_emotions(data, counts, chance):
    groups = {name: [] for name in COMMENTS}
    for row in goemotions(data, "train"):
        groups[next((name for name in COMMENTS if name in row["labels"]), "neutral")].append(row)
    rows = [row for name, texts in groups.items() for row in chance.sample(texts, min(counts[name], len(texts)))]
    return rows + [row for texts in brighter(data, False).values() for row in texts]


def main():
    data, out = map(pathlib.Path, sys.argv[1:3])
    validation = out / "validation"
    write_objects(out / "aspects.jsonl", trained_aspects(data, random.Random(80)))
    write_objects(out / "emotions.jsonl", trained_emotions(data, COMMENTS, random.Random(81)))
    write_objects(out / "emotions9.jsonl", trained_emotions(data, MORE_COMMENTS, random.Random(85)))
    with open(out / "stage7.csv", encoding="utf-8", newline="") as file:
        labelled = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    write(out / "stage8.csv", random.Random(82).sample(labelled, LABELLED))
    chance = random.Random(86)
    sets = labelled_sets(data, chance)
    lost = [(name, *row) for name, count in LOST.items() for row in chance.sample(sets[name], min(count, len(sets[name])))]
    write(out / "stage9.csv", chance.sample(labelled, MORE_LABELLED) + [row[1:] for row in unlike(lost, own("checked.csv"))])
    measured = {name: objects(data, f"aspects/{name}_validation.jsonl.gz") for name in MEASURED}
    measured["hard"] = list(own_aspects("held", 2, random.Random(83)))
    for name, rows in measured.items():
        write_objects(validation / f"aspects-{name}.jsonl", rows)
    chance = random.Random(84)
    write_objects(validation / "aspects.jsonl", [
        named(row) for name in ("mams_terms", "zh_dianping") for row in chance.sample(measured[name], min(400, len(measured[name])))])
    emotions = {**brighter(data, True), "goemotions": goemotions(data, "validation")}
    for name, rows in emotions.items():
        write_objects(validation / f"emotions-{name}.jsonl", rows)
    write_objects(validation / "emotions.jsonl", [row for rows in emotions.values() for row in chance.sample(rows, min(260, len(rows)))])


if __name__ == "__main__":
    main()
