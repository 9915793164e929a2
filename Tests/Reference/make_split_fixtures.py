"""Writes Tests/TrainingTests/Fixtures/splits.json: splits by scikit-learn's train_test_split.

python make_split_fixtures.py ../TrainingTests/Fixtures/splits.json   (scikit-learn 1.9.1, NumPy 2.4.6)
"""
import json
import sys

from sklearn.model_selection import train_test_split


def checksum(indices):
    """A checksum that depends on every index and its position."""
    return sum((place + 1) * (int(index) + 1) for place, index in enumerate(indices)) % 2**31


cases = []
for count in [2, 3, 4, 7, 10, 33, 64, 65, 129, 1000, 4097, 65276]:
    for seed in [0, 1, 42, 2**32 - 1]:
        for share in [0.1, 0.2, 0.5]:
            kept, held_out = train_test_split(range(count), test_size=share, shuffle=True, random_state=seed)
            cases.append([count, seed, share, 0, kept[:3], held_out[:3], checksum(kept), checksum(held_out)])
for count in [40, 101, 130, 1000, 9999]:
    for seed in [0, 42, 7]:
        for share, labels in [(0.25, 2), (0.2, 3), (0.5, 4)]:
            # Uneven labels, computed like in SplitTests.
            targets = [(index * index + index // 3) % 7 % labels for index in range(count)]
            kept, held_out = train_test_split(range(count), test_size=share, stratify=targets, random_state=seed)
            cases.append([count, seed, share, labels, kept[:3], held_out[:3], checksum(kept), checksum(held_out)])
with open(sys.argv[1], "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")
