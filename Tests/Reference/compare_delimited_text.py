"""Compares `sentiment evaluate` with Python's csv module in reading random CSV and TSV files.

python compare_delimited_text.py SENTIMENT MODEL [FILES] [SEED]   (SENTIMENT is the program, MODEL a folder with a small
model with the labels negative and positive)
"""
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

ATOMS = [
    "a", "film", '"', '""', "'", ",", "\t", ";", "\n", "\r", "\r\n", " ", "\\", "#", "|", "0", "-1", '"x"', '","', ',\n"',
    '"\n', "\u00e9", "e\u0301", "\u4e2d\u6587", "\U0001f600", "\u200d", "\u2028", "\x0b", "\x85", "\xa0", "\ufeff", "</s>",
]
LABELS = {
    "negative": 0, "positive": 1, "0": 0, "1": 1, "Positive": 1, " positive ": 1, "neg": 0, "POS": 1, "1.0": 1, "0.0": 0,
}
COLUMNS = [["text", "label"], ["label", "text"], ["id", "review", "stars", "x"], ["x", "sentiment", "y", "comment"]]


def table(draw):
    """The bytes of a file, its name, the indices of text and label, and whether it has a header."""
    is_tsv, has_header = draw.random() < 0.3, draw.random() < 0.85
    columns = draw.choice(COLUMNS)
    text = next(i for i, name in enumerate(columns) if name in ("text", "review", "comment"))
    label = next(i for i, name in enumerate(columns) if name in ("label", "stars", "sentiment"))
    line_break = draw.choice(["\n", "\r\n", "\r"])
    quoting = draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter="\t" if is_tsv else ",", lineterminator=line_break, quoting=quoting)
    if has_header:
        writer.writerow(columns)
    for _ in range(draw.randint(1, 60)):
        row = ["".join(draw.choices(ATOMS, k=draw.choice([0, 1, 2, 3, 5, 8, 13]))) for _ in columns]
        row[label] = draw.choice(list(LABELS))
        writer.writerow(row)
        if draw.random() < 0.05:
            file.write(line_break)
    content = file.getvalue()
    if draw.random() < 0.2:
        content = content.removesuffix(line_break)
    mark = b"\xef\xbb\xbf" if draw.random() < 0.25 else b""
    return mark + content.encode(), "data.tsv" if is_tsv else "data.csv", text, label, has_header


def expected(path, text, label, has_header):
    """Text, line and label of each row with as many fields as the first and a text that is not empty."""
    rows, last, width = [], 0, None
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file, delimiter="\t" if path.endswith("tsv") else ",")
        for row in reader:
            line, last = last + 1, reader.line_num
            if row and width is None:
                width = len(row)
                if has_header:
                    continue
            if len(row) == width > max(text, label) and row[text].strip():
                rows.append((row[text], line, ["negative", "positive"][LABELS[row[label]]]))
    return rows


def main(program, model, files=200, seed=1):
    draw, count = random.Random(int(seed)), 0
    for number in range(int(files)):
        with tempfile.TemporaryDirectory() as folder:
            content, name, text, label, has_header = table(draw)
            path, output = os.path.join(folder, name), os.path.join(folder, "rows.jsonl")
            with open(path, "wb") as file:
                file.write(content)
            rows = expected(path, text, label, has_header)
            options = [] if has_header else ["--no-header", "--text-column", str(text + 1), "--label-column", str(label + 1)]
            subprocess.run(
                [program, "evaluate", "--model", model, "--data", path, "--predictions", output, *options],
                capture_output=True,
            )
            found = []
            if os.path.exists(output):
                with open(output, newline="\n") as file:
                    found = [(row["text"], row["line"], row["true"]) for row in map(json.loads, file)]
            if found != rows:
                sys.exit(f"file {number}: {content!r}\nread {found}\nexpected {rows}")
            count += len(rows)
    print(f"{files} files, {count} rows, all the same")


main(*sys.argv[1:])
