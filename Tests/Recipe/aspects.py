"""Our own sentences with marked aspects in Tests/Recipe: `The [screen]+ is {bright|sharp}, the [battery]- dies by noon.`

`[…]+`, `[…]-` and `[…]0` mark a positive, a negative and a neutral aspect; braces hold alternatives, as in patterns.py. A row is
`part,domain,text`. Rows whose part is `held` measure the model, and no sentence of theirs is trained on.
"""
import csv, pathlib, re
from patterns import sentences

MARK = re.compile(r"\[([^\[\]]+)\]([-+0])")
POLARITIES = {"+": "positive", "-": "negative", "0": "neutral"}
FILES = ("hard-aspects-en.csv", "hard-aspects-zh.csv")


def marked(text):
    """The object of a sentence with marks: its text without them, and its aspects in Unicode scalars."""
    plain, aspects, at = "", [], 0
    for match in MARK.finditer(text):
        plain += text[at:match.start()]
        aspects.append({"start": len(plain), "end": len(plain) + len(match[1]), "polarity": POLARITIES[match[2]]})
        plain, at = plain + match[1], match.end()
    return {"text": plain + text[at:], "aspects": aspects}


def own_aspects(part, most, chance):
    """Up to `most` sentences of each row of a part, as objects with the row's domain and language."""
    for name in FILES:
        with open(pathlib.Path(__file__).parent / name, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["part"] == part:
                    for text in sentences(row["text"], most, chance):
                        yield {**marked(text), "domain": row["domain"], "lang": name[-6:-4]}
