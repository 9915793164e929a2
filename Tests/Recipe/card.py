#!/usr/bin/env python3
"""Measures a model on the validation sets of prepare.py and writes the tables into its model card.

    python3 Tests/Recipe/card.py OUT MODEL [--write MODEL/README.md]

OUT is the output folder of prepare.py, MODEL a model folder. The script runs the programs in .build/release. It prints the
tables, or with --write replaces the text between `<!-- figures: begin -->` and `<!-- figures: end -->`.
"""
import argparse, json, pathlib, re, subprocess, tempfile

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
SENTIMENT = PACKAGE / ".build/release/sentiment"
SETS = ("sst2", "imdb", "amazon", "tweets", "yelp_sentences", "chnsenticorp", "shopping", "hotel", "weibo2018", "weibo_without_emoticons")
LENGTHS = ((0, 16), (16, 32), (32, 64), (64, 128), (128, 256), (256, 10**9))
BINS = 10


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" if at == 0 else "---:" for at in range(len(head))) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


class Predictions:
    """Texts with their true label, predicted label and scores."""

    def __init__(self, rows):
        self.rows = rows

    @property
    def accuracy(self):
        return sum(row["true"] == row["predicted"] for row in self.rows) / max(1, len(self.rows))

    @property
    def calibration_error(self):
        """The expected calibration error over 15 bins of confidence."""
        bins = {}
        for row in self.rows:
            confidence = row["scores"][row["predicted"]]
            bins.setdefault(min(14, int(confidence * 15)), []).append((confidence, row["true"] == row["predicted"]))
        return sum(abs(sum(confidence - correct for confidence, correct in part)) for part in bins.values()) / max(1, len(self.rows))

    @property
    def f1(self):
        scores = []
        for label in ("negative", "positive"):
            correct = sum(row["true"] == row["predicted"] == label for row in self.rows)
            total = sum((row["true"] == label) + (row["predicted"] == label) for row in self.rows)
            scores.append(2 * correct / max(1, total))
        return sum(scores) / 2

    @property
    def cells(self):
        return [len(self.rows), f"{self.accuracy:.3f}", f"{self.f1:.3f}", f"{self.calibration_error:.3f}"]


def measure(model, path):
    with tempfile.TemporaryDirectory() as folder:
        predictions = folder + "/predictions.jsonl"
        output = subprocess.run(
            [SENTIMENT, "evaluate", "--model", model.resolve(), "--data", path, "--predictions", predictions, "--json"], check=True,
            capture_output=True, text=True).stdout
        rows = [json.loads(line) for line in open(predictions, encoding="utf-8")]
    return Predictions(rows), json.loads(output)["seconds"]


def reliability(predictions):
    """A text plot of the accuracy for each tenth of confidence."""
    lines = ["confidence  texts  right"]
    for at in range(5, BINS):
        part = [row for row in predictions.rows if min(BINS - 1, int(row["scores"][row["predicted"]] * BINS)) == at]
        if part:
            accuracy = Predictions(part).accuracy
            confidence = sum(row["scores"][row["predicted"]] for row in part) / len(part)
            lines.append(f"{at / BINS:.1f} to {(at + 1) / BINS:.1f} {len(part):6} {accuracy:6.3f}  {'█' * round(accuracy * 40):40}  said {confidence:.3f}")
    return "```text\n" + "\n".join(lines) + "\n```"


def tables(out, model):
    sets = {}
    for name in SETS:
        sets[name], seconds = measure(model, out / "validation" / f"{name}.csv")
        print(f"{name}: {sets[name].accuracy:.4f}, {seconds:.1f} s", flush=True)
    everything = Predictions([row for predictions in sets.values() for row in predictions.rows])
    head = ["set", "texts", "accuracy", "F1, macro", "calibration error"]
    parts = [table(head, [[name, *predictions.cells] for name, predictions in sets.items()] + [["all", *everything.cells]])]
    letters = lambda row: len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9]+", row["text"]))
    lengths = []
    for start, end in LENGTHS:
        part = Predictions([row for row in everything.rows if start <= letters(row) < end])
        lengths.append([f"{start} to {end - 1}" if end < 10**9 else f"{start} and more", *part.cells])
    parts.append(table(["words, or Chinese characters", *head[1:]], lengths))
    count = lambda true, predicted: sum(row["true"] == true and row["predicted"] == predicted for row in everything.rows)
    labels = ("negative", "positive")
    parts.append(table(["true", *(f"said {label}" for label in labels)], [[true, *(count(true, predicted) for predicted in labels)] for true in labels]))
    parts.append(reliability(everything))
    return "\n\n".join(parts)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("model", type=pathlib.Path)
    arguments.add_argument("--write", type=pathlib.Path)
    arguments = arguments.parse_args()
    text = tables(arguments.out, arguments.model)
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
