#!/usr/bin/env python3
"""Measures a model on the validation texts of prepare.py, prepare_stages.py and prepare_heads.py and writes the tables into its model
card.

    python3 Tests/Recipe/card.py OUT MODEL [--write MODEL/README.md]

OUT is the output folder of these scripts, MODEL a model folder. The script runs the programs in .build/release. It prints the
tables, or with --write replaces the text between `<!-- figures: begin -->` and `<!-- figures: end -->`. Intervals hold 95 of 100
samples that are drawn from the texts with replacement.
"""
import argparse, collections, csv, json, pathlib, random, re, subprocess, tempfile

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
SENTIMENT = PACKAGE / ".build/release/sentiment"
SETS = ("sst2", "imdb", "amazon", "tweets", "yelp_sentences", "chnsenticorp", "shopping", "hotel", "weibo2018", "weibo_without_emoticons")
ASPECTS = ("mams_terms", "zh_dianping", "semeval14_restaurants", "semeval14_laptops", "zh_phone", "zh_camera", "zh_cosmetics", "hard")
EMOTIONS = ("goemotions", "eng", "chn")
LENGTHS = ((0, 16), (16, 32), (32, 64), (64, 128), (128, 256), (256, 10**9))
BINS, SAMPLES = 10, 1000


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" if at == 0 else "---:" for at in range(len(head))) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def mean(values):
    values = list(values)
    return sum(values) / max(1, len(values))


def interval(values):
    """The mean of the values with its interval by the bootstrap: `0.883 (0.879 to 0.887)`."""
    values, chance = list(values), random.Random(0)
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(SAMPLES if len(values) < 5000 else 200))
    low, high = (means[int(share * len(means))] for share in (0.025, 0.975))
    return f"{mean(values):.3f} ({low:.3f} to {high:.3f})"


class Predictions:
    """Texts with their true label, the predicted label, and the scores of the judged labels."""

    def __init__(self, rows):
        self.rows = rows

    @property
    def hits(self):
        return [row["true"] == row["predicted"] for row in self.rows]

    @property
    def calibration_error(self):
        """The expected calibration error over 15 bins of confidence."""
        bins = {}
        for row in self.rows:
            confidence = row["scores"][row["predicted"]]
            bins.setdefault(min(14, int(confidence * 15)), []).append((confidence, row["true"] == row["predicted"]))
        return sum(abs(sum(confidence - correct for confidence, correct in part)) for part in bins.values()) / max(1, len(self.rows))

    def recall(self, label):
        return mean(row["predicted"] == label for row in self.rows if row["true"] == label)

    def f1(self, label):
        correct = sum(row["true"] == row["predicted"] == label for row in self.rows)
        return 2 * correct / max(1, sum((row["true"] == label) + (row["predicted"] == label) for row in self.rows))

    @property
    def cells(self):
        f1 = mean(self.f1(label) for label in sorted({row["true"] for row in self.rows}))
        return [len(self.rows), interval(self.hits), f"{f1:.3f}", f"{self.calibration_error:.3f}"]


class Model:
    def __init__(self, folder, out):
        self.folder, self.out = folder.resolve(), out
        self.threshold = json.loads((folder / "config.json").read_text("utf-8"))["sentiment"]["uncertain_below"]

    def predictions(self, name):
        with tempfile.TemporaryDirectory() as folder:
            predictions = folder + "/predictions.jsonl"
            output = subprocess.run(
                [SENTIMENT, "evaluate", "--model", self.folder, "--data", self.out / "validation" / f"{name}.csv",
                 "--predictions", predictions, "--json"], check=True, capture_output=True, text=True).stdout
            rows = [json.loads(line) for line in open(predictions, encoding="utf-8")]
        if name in SETS:
            for row in rows:
                row["answer"] = max(row["scores"], key=row["scores"].get)
                two = {label: row["scores"][label] for label in ("negative", "positive")}
                row["scores"] = {label: score / sum(two.values()) for label, score in two.items()}
        result = Predictions(rows)
        print(f"{name}: {mean(result.hits):.4f}, {json.loads(output)['seconds']:.1f} s", flush=True)
        return result

    def head(self, head, name):
        """The metrics of a further head on one set."""
        output = subprocess.run(
            [SENTIMENT, "evaluate", "--model", self.folder, "--head", head, "--data", self.out / "validation" / f"{head}-{name}.jsonl",
             "--json"], capture_output=True, text=True)
        if output.returncode not in (0, 2) or not output.stdout:  # 2: rows were skipped
            raise SystemExit(output.stderr)
        return json.loads(output.stdout)

    def is_sure(self, row):
        return row["scores"][row["predicted"]] >= self.threshold


def reliability(predictions):
    """A text plot of the accuracy for each tenth of confidence."""
    lines = ["confidence  texts  right"]
    for at in range(BINS):
        part = [row for row in predictions.rows if min(BINS - 1, int(row["scores"][row["predicted"]] * BINS)) == at]
        if part:
            accuracy = mean(Predictions(part).hits)
            confidence = mean(row["scores"][row["predicted"]] for row in part)
            lines.append(f"{at / BINS:.1f} to {(at + 1) / BINS:.1f} {len(part):6} {accuracy:6.3f}  {'█' * round(accuracy * 40):40}  said {confidence:.3f}")
    return "```text\n" + "\n".join(lines) + "\n```"


def two_labels(model):
    """The sets without neutral texts, judged between negative and positive."""
    sets = {name: model.predictions(name) for name in SETS}
    everything = Predictions([row for predictions in sets.values() for row in predictions.rows])
    head = ["set", "texts", "accuracy", "F1, macro", "calibration error"]
    neutral = lambda predictions: f"{mean(row['answer'] == 'neutral' for row in predictions.rows):.3f}"
    yield table([*head, "answered neutral"], [[name, *predictions.cells, neutral(predictions)] for name, predictions in
                                              [*sets.items(), ("all", everything)]])
    letters = lambda row: len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9]+", row["text"]))
    lengths = []
    for start, end in LENGTHS:
        part = Predictions([row for row in everything.rows if start <= letters(row) < end])
        lengths.append([f"{start} to {end - 1}" if end < 10**9 else f"{start} and more", *part.cells])
    yield table(["words, or Chinese characters", *head[1:]], lengths)
    yield confusion(everything, ("negative", "positive"))
    yield reliability(everything)


def confusion(predictions, labels):
    count = lambda true, predicted: sum(row["true"] == true and row["predicted"] == predicted for row in predictions.rows)
    return table(["true", *(f"said {label}" for label in labels)], [[true, *(count(true, said) for said in labels)] for true in labels])


def three_labels(model):
    """Tweets, sentences of the treebank, and documents that are no reviews."""
    labels = ("negative", "neutral", "positive")
    sets = {name: model.predictions(name) for name in ("tweets3", "sst5", "documents")}
    rows = []
    for name, predictions in sets.items():
        neutral = [row for row in predictions.rows if row["true"] == "neutral"]
        recall = mean(predictions.recall(label) for label in labels) if name != "documents" else None
        rows.append([name, len(predictions.rows), interval(predictions.hits), "" if recall is None else f"{recall:.3f}",
                     interval(row["predicted"] == "neutral" for row in neutral),
                     interval(row["predicted"] == "neutral" or not model.is_sure(row) for row in neutral),
                     f"{predictions.calibration_error:.3f}"])
    yield table(["set", "texts", "accuracy", "mean recall", "neutral texts: said neutral", "or uncertain", "calibration error"], rows)
    yield confusion(sets["tweets3"], labels)


def held_patterns(model):
    """Hard sentences whose patterns were held back, by family; and pairs that must keep their label."""
    def with_family(name):
        with open(model.out / "validation" / f"{name}.csv", encoding="utf-8", newline="") as file:
            return [{**row, **other} for row, other in zip(model.predictions(name).rows, csv.DictReader(file), strict=True)]

    families = collections.defaultdict(list)
    hard = with_family("hard")
    for row in hard:
        families[row["family"]].append(row)
    cells = lambda rows, show: [len({row["pattern"] for row in rows}), len(rows),
                                show(row["true"] == row["predicted"] and model.is_sure(row) for row in rows),
                                show(row["true"] != row["predicted"] and model.is_sure(row) for row in rows)]
    short = lambda values: f"{mean(values):.3f}"
    yield table(["held family", "patterns", "sentences", "right", "sure and wrong"],
                [[name, *cells(rows, short)] for name, rows in sorted(families.items())] + [["all", *cells(hard, interval)]])
    first, changes = {}, collections.defaultdict(list)
    for row in with_family("pairs"):
        if row["pattern"] in first:
            changes[row["family"]].append(row["predicted"] != first[row["pattern"]])
        first.setdefault(row["pattern"], row["predicted"])
    everything = [change for rows in changes.values() for change in rows]
    yield table(["held pairs", "pairs", "label changes"],
                [[name, len(rows), short(rows)] for name, rows in sorted(changes.items())] + [["all", len(everything), interval(everything)]])


def further_heads(model):
    """The heads `aspects` and `emotions`."""
    sets = {name: model.head("aspects", name) for name in ASPECTS}
    short = lambda value: f"{value:.3f}"
    yield table(["aspects", "texts", "spans", "span and polarity, F1", "span alone, F1", "polarity of given spans", "mixed texts", "mixed, F1"],
                [[name, row["texts"], row["spans"], short(row["f1"]), short(row["f1_boundaries"]), short(row["polarity_accuracy"]),
                  row["mixed"]["texts"], short(row["mixed"]["f1"])] for name, row in sets.items()])
    both = [sets[name]["mixed"] for name in ("mams_terms", "zh_dianping")]
    correct, support, predicted = (sum(row[key] for row in both) for key in ("correct", "texts", "predicted"))
    yield f"Mixed or not, mams_terms and zh_dianping together: F1 {2 * correct / max(1, support + predicted):.3f}."
    rows = []
    for name in EMOTIONS:
        row = model.head("emotions", name)
        rows.append([name, row["texts"], short(row["f1_macro"]), *(short(label["f1"]) for label in row["labels"])])
    yield table(["emotions", "texts", "F1, macro", *(label["label"] for label in row["labels"])], rows)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("model", type=pathlib.Path)
    arguments.add_argument("--write", type=pathlib.Path)
    arguments = arguments.parse_args()
    model = Model(arguments.model, arguments.out)
    text = "\n\n".join([*two_labels(model), *three_labels(model), *held_patterns(model), *further_heads(model)])
    if not arguments.write:
        return print(text)
    begin, end = "<!-- figures: begin -->", "<!-- figures: end -->"
    page = arguments.write.read_text(encoding="utf-8")
    if page.count(begin) != 1 or page.count(end) != 1:
        raise SystemExit(f"{arguments.write}: must contain {begin} and {end} once each")
    page = page[:page.index(begin) + len(begin)] + "\n" + text + "\n" + page[page.index(end):]
    temporary = arguments.write.with_suffix(".part")
    temporary.write_text(page, encoding="utf-8")
    temporary.rename(arguments.write)


if __name__ == "__main__":
    main()
