"""Writes Tests/TrainingTests/Fixtures/splits.json: what scikit-learn's train_test_split takes.

python make_split_fixtures.py ../TrainingTests/Fixtures/splits.json   (scikit-learn 1.9.1, NumPy 2.4.6)
"""
import json
import sys

from sklearn.model_selection import train_test_split


def checksum(indices):
    """Depends on every index and its place."""
    return sum((place + 1) * (int(index) + 1) for place, index in enumerate(indices)) % 2**31


cases = []
for count in [2, 3, 4, 7, 10, 33, 64, 65, 129, 1000, 4097, 65276]:
    for seed in [0, 1, 42, 2**32 - 1]:
        for share in [0.1, 0.2, 0.5]:
            kept, held = train_test_split(range(count), test_size=share, shuffle=True, random_state=seed)
            cases.append([count, seed, share, 0, kept[:3], held[:3], checksum(kept), checksum(held)])
for count in [40, 101, 130, 1000, 9999]:
    for seed in [0, 42, 7]:
        for share, labels in [(0.25, 2), (0.2, 3), (0.5, 4)]:
            # Uneven, and the same in Swift: see SplitTests.
            targets = [(index * index + index // 3) % 7 % labels for index in range(count)]
            kept, held = train_test_split(range(count), test_size=share, stratify=targets, random_state=seed)
            cases.append([count, seed, share, labels, kept[:3], held[:3], checksum(kept), checksum(held)])
with open(sys.argv[1], "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
