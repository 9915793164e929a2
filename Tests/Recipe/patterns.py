"""The patterns of hard sentences in Tests/Recipe: sentences with alternatives in braces, `I {love|like} it`.

A pattern is a row `family,part,label,text`. Patterns whose part is `held` measure the model, and no sentence of theirs is trained
on. In families whose name ends in `-pair`, the alternatives must change neither the label nor the confidence much.
"""
import collections, csv, math, pathlib, re

SLOT = re.compile(r"\{([^{}]*)\}")
FILES = ("hard-patterns-en.csv", "hard-patterns-zh.csv", "hard-more-en.csv", "hard-more-zh.csv", "hard-events.csv",
         "hard-sayings-en.csv", "hard-sayings-zh.csv", "hard-pairs.csv")
EVERYDAY = ("hard-everyday-en.csv", "hard-everyday-zh.csv")  # learned from stage 6 on
Pattern = collections.namedtuple("Pattern", "family part label text")


def patterns(part, files=FILES + EVERYDAY):
    """The patterns of a part, `train` or `held`."""
    for name in files:
        with open(pathlib.Path(__file__).parent / name, encoding="utf-8", newline="") as file:
            yield from (pattern for pattern in map(lambda row: Pattern(**row), csv.DictReader(file)) if pattern.part == part)


def sentence(text, number):
    """The sentence with a number, of all those that a pattern stands for: the last slot changes first."""
    pieces = SLOT.split(text)
    for at in range(len(pieces) - 2, 0, -2):
        choices = pieces[at].split("|")
        number, choice = divmod(number, len(choices))
        pieces[at] = choices[choice]
    return "".join(pieces)


def sentences(text, most, chance):
    """Up to `most` different sentences of a pattern, drawn at random."""
    count = math.prod(len(slot.split("|")) for slot in SLOT.findall(text))
    return list(dict.fromkeys(sentence(text, number) for number in sorted(chance.sample(range(count), min(most, count)))))
