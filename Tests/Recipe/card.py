#!/usr/bin/env python3
"""Measures a model on the validation sets that prepare.py wrote and puts the tables into its card.

    python3 Tests/Recipe/card.py OUT MODEL [--write MODEL/README.md]

OUT is prepare.py's, MODEL a model folder; it runs the programs in .build/release. Without --write the tables are printed.
What stands between the marks `<!-- figures: begin -->` and `<!-- figures: end -->` is replaced.
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


class Answers:
    """Texts with what is true, what the model said and how sure it was."""

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
            sure = row["scores"][row["predicted"]]
            bins.setdefault(min(14, int(sure * 15)), []).append((sure, row["true"] == row["predicted"]))
        return sum(abs(sum(sure - right for sure, right in part)) for part in bins.values()) / max(1, len(self.rows))

    @property
    def f1(self):
        scores = []
        for label in ("negative", "positive"):
            right = sum(row["true"] == row["predicted"] == label for row in self.rows)
            named = sum((row["true"] == label) + (row["predicted"] == label) for row in self.rows)
            scores.append(2 * right / max(1, named))
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
    return Answers(rows), json.loads(output)["seconds"]


def reliability(answers):
    """A plot in letters: for each tenth of confidence how often the model was right."""
    lines = ["confidence  texts  right"]
    for at in range(5, BINS):
        part = [row for row in answers.rows if min(BINS - 1, int(row["scores"][row["predicted"]] * BINS)) == at]
        if part:
            right = Answers(part).accuracy
            sure = sum(row["scores"][row["predicted"]] for row in part) / len(part)
            lines.append(f"{at / BINS:.1f} to {(at + 1) / BINS:.1f} {len(part):6} {right:6.3f}  {'█' * round(right * 40):40}  said {sure:.3f}")
    return "```text\n" + "\n".join(lines) + "\n```"


def figures(out, model):
    sets = {}
    for name in SETS:
        sets[name], seconds = measure(model, out / "validation" / f"{name}.csv")
        print(f"{name}: {sets[name].accuracy:.4f}, {seconds:.1f} s", flush=True)
    everything = Answers([row for answers in sets.values() for row in answers.rows])
    head = ["set", "texts", "accuracy", "F1, macro", "calibration error"]
    parts = [table(head, [[name, *answers.cells] for name, answers in sets.items()] + [["all", *everything.cells]])]
    letters = lambda row: len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9]+", row["text"]))
    lengths = []
    for least, most in LENGTHS:
        part = Answers([row for row in everything.rows if least <= letters(row) < most])
        lengths.append([f"{least} to {most - 1}" if most < 10**9 else f"{least} and more", *part.cells])
    parts.append(table(["words, or Chinese characters", *head[1:]], lengths))
    count = lambda true, said: sum(row["true"] == true and row["predicted"] == said for row in everything.rows)
    labels = ("negative", "positive")
    parts.append(table(["true", *(f"said {label}" for label in labels)], [[true, *(count(true, said) for said in labels)] for true in labels]))
    parts.append(reliability(everything))
    return "\n\n".join(parts)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("model", type=pathlib.Path)
    arguments.add_argument("--write", type=pathlib.Path)
    arguments = arguments.parse_args()
    text = figures(arguments.out, arguments.model)
    if not arguments.write:
        return print(text)
    begin, end = "<!-- figures: begin -->", "<!-- figures: end -->"
    page = arguments.write.read_text(encoding="utf-8")
    if page.count(begin) != 1 or page.count(end) != 1:
        raise SystemExit(f"{arguments.write}: should hold {begin} and {end} once each")
    page = page[:page.index(begin) + len(begin)] + "\n" + text + "\n" + page[page.index(end):]
    beside = arguments.write.with_suffix(".part")
    beside.write_text(page, encoding="utf-8")
    beside.rename(arguments.write)


if __name__ == "__main__":
    main()
