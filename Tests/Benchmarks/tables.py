#!/usr/bin/env python3
"""Labels tables of 10,000 and of 100,000 rows by `sentiment classify --input csv`, and compares rows and memory.

    python3 Tests/Benchmarks/tables.py [--rows 100000] [--model DIR] [--programs .build/release]

Prints rows a second and the peak of memory. Exits with 1 if a row is missing or out of order, or if ten times the rows take more
than 20 MB more memory.
"""
import argparse
import csv
import os
import pathlib
import subprocess
import sys
import tempfile
import time

PACKAGE = pathlib.Path(__file__).resolve().parents[2]
LIMIT = 20 << 10  # in kilobytes, as getrusage counts


def write(path, count):
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "stars"])
        for number in range(count):
            rows.writerow([number, f'Film {number % 977}, "dull"\nand {"very " * (number % 7)}long', number % 5])


def label(program, model, source, target):
    """The peak of memory in kilobytes, and the seconds."""
    start = time.monotonic()
    command = [program, "classify", "--model", model, "--input", "csv", "--output", target, source]
    process = subprocess.Popen([str(part) for part in command])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(map(str, command))}: failed")
    return usage.ru_maxrss, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--model", default=PACKAGE / "Tests/TrainingTests/Fixtures/tiny")
    parser.add_argument("--programs", type=pathlib.Path, default=PACKAGE / ".build/release")
    options = parser.parse_args()
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder, "rows.csv"), pathlib.Path(folder, "labelled.csv")
        for count in (options.rows // 10, options.rows):
            write(source, count)
            peak, seconds = label(options.programs / "sentiment", options.model, source, target)
            peaks.append(peak)
            print(f"{count:,} rows: {count / seconds:,.0f} rows/s, {peak / 1024:.0f} MB")
            with source.open(newline="", encoding="utf-8") as before, target.open(newline="", encoding="utf-8") as after:
                for old, new in zip(csv.reader(before), csv.reader(after), strict=True):
                    if new[:3] != old or len(new) != 6 or not new[3]:
                        sys.exit(f"{old} came out as {new}")
    if peaks[1] - peaks[0] > LIMIT:
        sys.exit(f"memory grew by {(peaks[1] - peaks[0]) / 1024:.0f} MB with the rows")


if __name__ == "__main__":
    main()
